"""Made-up documents of every form, for the tests of the reader."""

# Lines are as long as they are printed.
# ruff: noqa: E501

TELEGRAM = """BỘ Y TẾ                          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
-------                                 Độc lập - Tự do - Hạnh phúc
                                        ---------------------------
Số: 01/CĐ-BYT                         Hà Nội, ngày 05 tháng 7 năm 2022
HỎA TỐC

                               CÔNG ĐIỆN
     Về việc tăng cường công tác phòng, chống dịch bệnh sốt xuất huyết

               BỘ TRƯỞNG BỘ Y TẾ điện:

- Chủ tịch Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương;
- Viện Vệ sinh dịch tễ Trung ương, các Viện Pasteur.

     Theo báo cáo của hệ thống giám sát, từ đầu năm đến nay cả nước ghi nhận hơn 92.000
trường hợp mắc sốt xuất huyết, trong đó 34 ca tử vong. Để chủ động phòng chống dịch,
Bộ trưởng Bộ Y tế đề nghị Chủ tịch Ủy ban nhân dân các tỉnh, thành phố khẩn trương
chỉ đạo thực hiện một số nội dung sau:

     1. Chỉ đạo Ủy ban nhân dân các cấp huy động các ban, ngành, đoàn thể tổ chức
chiến dịch diệt lăng quăng (bọ gậy) hằng tuần; bảo đảm trên 90% hộ gia đình được kiểm tra.

     2. Chỉ đạo Sở Y tế:

     a) Tăng cường giám sát, phát hiện sớm ca bệnh, xử lý triệt để ổ dịch trong vòng 48
giờ kể từ khi phát hiện;

     b) Chuẩn bị đầy đủ thuốc, dịch truyền, hóa chất; hoàn thành trước ngày 15/7/2022;

                                      2

     c) Tổng hợp tình hình, báo cáo về Bộ Y tế (Cục Y tế dự phòng) trước 15 giờ thứ Sáu
hằng tuần.

     3. Các Viện Vệ sinh dịch tễ, Viện Pasteur cử cán bộ hỗ trợ kỹ thuật cho các địa
phương ngay khi có yêu cầu.

     Đề nghị các đồng chí quan tâm chỉ đạo triển khai thực hiện./.

Nơi nhận:                                         BỘ TRƯỞNG
- Như trên;
- Thủ tướng Chính phủ (để b/c);
- Phó Thủ tướng Vũ Đức Đam (để b/c);
- Lưu: VT, DP.                                 Nguyễn Văn Thử
"""

DIRECTIVE = """ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH HÀ GIANG Độc lập - Tự do - Hạnh phúc
Số: 07/CT-UBND Hà Giang, ngày 12 tháng 3 năm 2025
CHỈ THỊ
Về việc tăng cường công tác phòng, chống bệnh sởi
trên địa bàn tỉnh
Trong thời gian qua, tình hình bệnh sởi diễn biến phức tạp. Tính đến ngày
10/3/2025, toàn tỉnh đã ghi nhận 215 ca mắc. Thực hiện Công điện số 23/CĐ-TTg
ngày 15/3/2025 của Thủ tướng Chính phủ về tăng cường công tác phòng, chống bệnh
sởi, Chủ tịch Ủy ban nhân dân tỉnh chỉ thị:
1. Sở Y tế
a) Chủ trì, phối hợp với các đơn vị liên quan tổ chức tiêm vắc xin sởi cho trẻ từ
1 đến 10 tuổi, bảo đảm đạt ít nhất 95% trẻ thuộc diện tiêm được tiêm, hoàn thành
trước ngày 31/3/2025.
b) Tổ chức thu dung, điều trị, không để người bệnh không được tiếp cận dịch vụ y tế.
c) Báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện trước ngày 25 hằng tháng.
2. Sở Giáo dục và Đào tạo chỉ đạo các cơ sở giáo dục rà soát tiền sử tiêm chủng của
trẻ; phối hợp chặt chẽ với Sở Y tế trong tổ chức tiêm bù, tiêm vét.
3. Sở Tài chính chủ trì, phối hợp với Sở Y tế tham mưu bố trí kinh phí.
4. Báo Hà Giang, Đài Phát thanh và Truyền hình tỉnh, Sở Thông tin và Truyền thông
tăng cường tuyên truyền.
5. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị - xã hội
vận động người dân đưa trẻ đi tiêm chủng.
6. Ủy ban nhân dân các huyện, thành phố
- Chịu trách nhiệm trước Chủ tịch Ủy ban nhân dân tỉnh về công tác phòng, chống dịch
trên địa bàn.
- Báo cáo kết quả về Sở Y tế trước 16h00 hằng ngày để tổng hợp.
Yêu cầu Giám đốc các sở, Thủ trưởng các ban, ngành, Chủ tịch Ủy ban nhân dân các
huyện, thành phố nghiêm túc triển khai thực hiện Chỉ thị này. Trong quá trình thực
hiện, nếu có vướng mắc, kịp thời báo cáo về Sở Y tế để tổng hợp, trình Ủy ban nhân
dân tỉnh xem xét, quyết định./.
Nơi nhận: CHỦ TỊCH
- Bộ Y tế;
- TT Tỉnh ủy, TT HĐND tỉnh;
- Các sở, ban, ngành;
- UBND các huyện, thành phố;
- Lưu: VT, KGVX. Nguyễn Văn Sơn
"""

PLAN = """UBND HUYỆN KRÔNG BÔNG
TRUNG TÂM Y TẾ
Số: 45/KH-TTYT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Krông Bông, ngày 20 tháng 02 năm 2023

KẾ HOẠCH
Phòng, chống bệnh dại trên người năm 2023

Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21/11/2007;
Căn cứ Quyết định số 2151/QĐ-TTg ngày 21/12/2021 của Thủ tướng Chính phủ phê duyệt Chương trình quốc gia phòng, chống bệnh Dại giai đoạn 2022 - 2030;
Thực hiện Kế hoạch số 15/KH-SYT ngày 30/01/2023 của Sở Y tế tỉnh Đắk Lắk,
Trung tâm Y tế huyện xây dựng kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
- Giảm số ca tử vong do bệnh dại.
2. Yêu cầu
- Bảo đảm các hoạt động được triển khai đồng bộ.

II. MỤC TIÊU
- 100% trạm y tế có cán bộ được tập huấn.
- Trên 95% người bị chó cắn được tiêm vắc xin dại.

III. NỘI DUNG HOẠT ĐỘNG
1. Công tác giám sát
- Giám sát ca bệnh tại cộng đồng.
- Điều tra 100% trường hợp tử vong nghi do dại trong vòng 48 giờ.
2. Truyền thông
- Tổ chức truyền thông trên loa phát thanh 02 lần/tuần.

IV. KINH PHÍ
Từ nguồn chi thường xuyên của đơn vị.

V. TỔ CHỨC THỰC HIỆN
1. Phòng Kế hoạch nghiệp vụ
- Là đầu mối tham mưu triển khai kế hoạch.
- Tổng hợp báo cáo Sở Y tế trước ngày 05 của tháng đầu quý sau.
2. Khoa Kiểm soát bệnh tật
Phối hợp với Trạm Chăn nuôi và Thú y huyện điều tra ổ dịch.
3. Trạm Y tế các xã, thị trấn
- Lập danh sách người bị phơi nhiễm, báo cáo trong vòng 24 giờ.
- Hoàn thành kế hoạch trước ngày 10/3.

Trên đây là Kế hoạch phòng, chống bệnh dại năm 2023, yêu cầu các khoa, phòng, Trạm Y tế các xã, thị trấn triển khai thực hiện./.

Nơi nhận:
- Sở Y tế (b/c);
- UBND huyện (b/c);
- Trạm Y tế các xã, thị trấn (t/h);
- Lưu: VT, KSBT.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC

BSCKI. Y Thử Niê
"""

DECISION = """ỦY BAN NHÂN DÂN
THÀNH PHỐ ĐÀ NẴNG
________
Số: 1122/QĐ-UBND
CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
________________
Đà Nẵng, ngày 3 tháng 8 năm 2021

QUYẾT ĐỊNH
Về việc thành lập Sở Chỉ huy phòng, chống dịch COVID-19 thành phố

CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Căn cứ Nghị quyết số 86/NQ-CP ngày 06 tháng 8 năm 2021 của Chính phủ;
Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 2100/TTr-SNV ngày 02/8/2021.

QUYẾT ĐỊNH:

Điều 1. Thành lập Sở Chỉ huy phòng, chống dịch COVID-19 thành phố gồm các ông, bà có tên sau:
1. Ông Nguyễn Văn A, Chủ tịch UBND thành phố - Chỉ huy trưởng;
2. Bà Trần Thị B, Giám đốc Sở Y tế - Phó Chỉ huy trưởng.
Điều 2. Sở Chỉ huy có nhiệm vụ:
a) Chỉ đạo, điều hành công tác phòng, chống dịch trên địa bàn;
b) Báo cáo UBND thành phố trước 18 giờ hằng ngày.
Điều 3. Quyết định này có hiệu lực kể từ ngày ký.
Điều 4. Chánh Văn phòng UBND thành phố, Giám đốc Sở Y tế, Chủ tịch UBND các quận, huyện và các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:
- Như Điều 4;
- Lưu: VT, NCKT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Lê Văn Chinh
"""

CONCLUSION = """VĂN PHÒNG CHÍNH PHỦ
Số: 251/TB-VPCP
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 25 tháng 9 năm 2021

THÔNG BÁO
Kết luận của Phó Thủ tướng tại cuộc họp trực tuyến về công tác phòng, chống dịch

Ngày 24 tháng 9 năm 2021, Phó Thủ tướng Chính phủ đã chủ trì cuộc họp trực tuyến với các tỉnh. Sau khi nghe báo cáo, Phó Thủ tướng kết luận như sau:

I. ĐÁNH GIÁ TÌNH HÌNH
Dịch bệnh đã cơ bản được kiểm soát. Các địa phương đã thực hiện tốt việc cách ly.

II. NHIỆM VỤ THỜI GIAN TỚI
1. Bộ Y tế:
- Trình Thủ tướng Chính phủ kế hoạch thích ứng an toàn trước ngày 30/9/2021.
- Phân bổ vắc xin kịp thời; hướng dẫn các địa phương tiêm cho trẻ từ 12 đến 17 tuổi.
2. Đồng ý chủ trương giao Bộ Quốc phòng, Bộ Công an tiếp tục hỗ trợ các địa phương.
3. Thành phố Hồ Chí Minh, các tỉnh Bình Dương, Đồng Nai, Long An tổ chức xét nghiệm, trả kết quả trong vòng 24 giờ; phấn đấu bao phủ mũi 1 cho 100% người trên 18 tuổi trong tháng 10.

Văn phòng Chính phủ thông báo để các Bộ, cơ quan, địa phương biết, thực hiện./.

Nơi nhận:
- Thủ tướng CP;
- VPCP: BTCN;
- Lưu: VT, KGVX (2).
KT. BỘ TRƯỞNG, CHỦ NHIỆM
PHÓ CHỦ NHIỆM

Nguyễn Sỹ Thử
"""

SCAN = """UY BAN NHAN DAN          CONG HOA XA HOI CHU NGHIA VIET NAM
  HUYEN YEN LAP                 Doc lap - Tu do - Hanh phuc
So: 4l2/UBND-VX             Yen Lap, ngay l 5 thang O9 nam 2O21
V/v tang cuong phong, chong dich
Covid-19

    Kinh gui:
    - Phong Y te, Trung tam Y te huyen;
    - UBND cac xa, thi tran.

    Thuc hien Cong van so 3921/UBND-VX ngay 12/9/2021 cua UBND tinh, UBND huyen
yeu cau cac don vi thuc hien cac noi dung sau:
    l. Trung tam Y te huyen to chuc xet nghiem, tra ket qua trong 24 gio; bao cao truoc
16h00 hang ngay.
    2. UBND cac xa, thi tran hoan thien phuong an phong chong dich truoc ngay 2 0/9/2021;
phoi hop voi Cong an huyen kiem tra, xu ly vi pham.
    3. Phong Van hoa va Thong tin day manh tuyen truyen.

Noi nhan:                          KT. CHU TICH
- Nhu tren;                        PHO CHU TICH
- Luu: VT.                         Tran Van Thu
"""

ENGLISH = """Ministry of Health
Hanoi, 15 September 2021
Dear Sir or Madam,
Please find attached the weekly situation report. We kindly ask you to send your comments before 20 September 2021.
1. Review the annex.
2. Send comments.
Sincerely yours,
John Smith
"""

PROPOSAL = """SỞ Y TẾ TỈNH LÀO CAI
Số: 88/TTr-SYT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lào Cai, ngày 2 tháng 6 năm 2024
TỜ TRÌNH
Về việc cấp kinh phí phòng chống dịch bạch hầu
Kính gửi: Ủy ban nhân dân tỉnh Lào Cai.
Căn cứ Nghị quyết số 10/NQ-HĐND ngày 01/4/2024 của HĐND tỉnh, Sở Y tế kính trình UBND tỉnh xem xét cấp 2 tỷ đồng.
Kính đề nghị UBND tỉnh xem xét, phê duyệt trước ngày 15/6/2024./.
Nơi nhận:
- Như trên;
- Lưu: VT.
GIÁM ĐỐC
Hoàng Quốc Thử
"""

PARTY_DIRECTIVE = """TỈNH ỦY LAI CHÂU                    ĐẢNG CỘNG SẢN VIỆT NAM
       *
Số 15-CT/TU                   Lai Châu, ngày 08 tháng 02 năm 2021

CHỈ THỊ
CỦA BAN THƯỜNG VỤ TỈNH ỦY
về tăng cường lãnh đạo công tác phòng, chống dịch bệnh

Để chủ động phòng, chống dịch, Ban Thường vụ Tỉnh ủy yêu cầu:

1- Các cấp ủy, tổ chức đảng tập trung lãnh đạo, chỉ đạo quyết liệt.

2- Ban cán sự đảng UBND tỉnh chỉ đạo rà soát, hoàn thiện kịch bản, phương án, xong trước ngày 20/02/2021.

3- Giao Văn phòng Tỉnh ủy chủ trì, phối hợp với các ban xây dựng đảng theo dõi, đôn đốc, định kỳ hằng quý báo cáo Ban Thường vụ Tỉnh ủy.

Chỉ thị này phổ biến đến chi bộ.

Nơi nhận:                                     T/M BAN THƯỜNG VỤ
- Ban Bí thư (b/c),                           PHÓ BÍ THƯ THƯỜNG TRỰC
- Các huyện ủy, thành ủy,
- Lưu VPTU.

                                              Vũ Mạnh Thử
"""
