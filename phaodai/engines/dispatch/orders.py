"""Words of orders: what tells an order from a narrative, and a task from an exhortation."""

from __future__ import annotations

import re
from typing import Final

from phaodai.engines.dispatch.lexicon import words_of

VERBS: Final[tuple[str, ...]] = (
    "chủ trì", "phối hợp", "tham mưu", "triển khai", "thực hiện", "tổ chức", "chỉ đạo", "xây dựng",
    "ban hành", "rà soát", "kiểm tra", "giám sát", "đôn đốc", "tăng cường", "tiếp tục", "đẩy mạnh",
    "chủ động", "khẩn trương", "nghiêm túc", "thường xuyên", "kịp thời", "tập trung", "bảo đảm",
    "đảm bảo", "báo cáo", "tổng hợp", "cung cấp", "cập nhật", "theo dõi", "hướng dẫn", "hoàn thiện",
    "hoàn thành", "phải", "cần", "có trách nhiệm", "chịu trách nhiệm", "chịu sự", "căn cứ",
    "thành lập", "kiện toàn", "thiết lập", "bố trí", "phân công", "quán triệt", "nghiên cứu",
    "tiếp thu", "tuyên truyền", "vận động", "xử lý", "xử phạt", "phát huy", "nâng cao", "củng cố",
    "đổi mới", "chuyển đổi", "duy trì", "mở rộng", "huy động", "chuẩn bị", "quản lý", "thống kê",
    "lập", "điều tra", "truy vết", "khoanh vùng", "cách ly", "xét nghiệm", "lấy mẫu", "tiêm",
    "điều trị", "thu dung", "phun", "diệt", "vệ sinh", "khử khuẩn", "phòng chống", "mua sắm",
    "cân đối", "thẩm định", "trình", "đề xuất", "kiến nghị", "tiếp nhận", "phân bổ", "cấp phát",
    "hỗ trợ", "động viên", "biểu dương", "khen thưởng", "kiểm điểm", "công khai", "niêm yết",
    "đăng tải", "thông tin", "thông báo", "liên hệ", "liên kết", "kết nối", "ứng dụng", "tạm dừng",
    "dừng", "đóng cửa", "cho phép", "nghiêm cấm", "không", "tuyệt đối", "trực tiếp",
    "làm nòng cốt", "hạn chế", "yêu cầu", "đề nghị", "giao", "quyết tâm", "quan tâm", "gắn", "lấy",
    "coi", "xác định", "nắm", "bám sát", "giữ", "bảo vệ", "ngăn chặn", "đấu tranh", "phản bác",
    "tự", "khai báo", "chấp hành", "tuân thủ", "tham gia", "ủng hộ", "ưu tiên", "dự phòng",
    "đáp ứng", "sẵn sàng", "thí điểm", "nhân rộng", "cử", "điều động", "phân luồng", "phân loại",
    "sắp xếp", "bàn giao", "giải quyết", "xem xét", "trả", "gửi", "nộp", "lưu ý", "chú trọng",
    "đề ra", "tích cực", "nhanh chóng", "quyết liệt", "xác minh", "được giao", "theo chức năng",
    "theo thẩm quyền", "theo nhiệm vụ", "hằng ngày", "hàng ngày", "định kỳ", "giúp", "đánh giá",
    "phân tích", "sơ kết", "tổng kết", "lồng ghép", "làm tốt", "làm", "mở", "ra quân", "phát động",
    "kiên quyết", "tạo", "thu thập", "thẩm tra", "phê duyệt", "quyết định", "có kế hoạch",
    "có biện pháp", "có phương án", "xin ý kiến", "tập huấn", "đào tạo", "diễn tập", "vận hành",
    "trang bị", "phát hiện", "chăm sóc", "khám", "cấp cứu", "thu gom", "dọn", "bảo quản", "sử dụng",
    "nhập", "kê khai", "đăng ký", "cam kết", "ký cam kết", "phân tuyến", "chuyển", "thông suốt",
    "đưa", "phát", "tăng", "giảm", "khắc phục", "chấn chỉnh", "uốn nắn", "tháo gỡ", "bổ sung",
    "sửa đổi", "điều chỉnh", "thay thế", "rút kinh nghiệm", "thường trực", "trực", "ứng trực",
    "kiểm soát", "quy định", "đăng", "phát sóng", "truyền thông", "phổ biến", "tư vấn", "nhắc nhở",
    "khuyến cáo", "khuyến khích", "yêu cầu", "khống chế", "dập dịch", "tiêu hủy", "tiêu độc",
    "công bố", "quy hoạch", "trưng dụng", "vận chuyển", "điều phối", "thanh tra", "thanh toán",
    "quyết toán", "chi trả", "dự trữ", "sản xuất", "cung ứng", "lưu trữ", "tiến hành", "sớm",
    "thống nhất", "xây mới", "nhanh", "bám", "giới thiệu", "phụ trách", "đầu tư", "nâng", "ký",
    "hằng tuần", "hằng tháng", "nghiêm", "đồng thời", "chỉ huy", "làm việc", "mời", "hoãn",
    "góp ý", "tranh thủ", "đi đầu", "gương mẫu", "nêu cao", "đề cao", "thẳng thắn", "lãnh đạo",
    "quyết", "gửi", "đảm nhiệm", "kiểm soát chặt", "điều hành", "trao đổi", "đối chiếu",
    "tiêu diệt",
    "kêu gọi", "quyên góp", "thăm hỏi", "tạo điều kiện", "chi viện", "tăng tốc", "tuần tra",
    "phong tỏa", "cưỡng chế", "giãn cách", "tổng rà soát", "cắm chốt", "là đầu mối",
    "làm đầu mối", "là cơ quan", "khảo sát", "sàng lọc", "mua", "tiết kiệm",
    "chia sẻ", "chuyển hướng", "cụ thể hóa", "nhận",
    "tìm", "loại bỏ", "lật úp", "đậy", "súc rửa", "nhốt", "xích", "bắt", "khẩn cấp", "đi",
    "đến từng", "xuống", "báo", "giải trình", "viết",
    "họp", "phân loại", "vào cuộc", "cụ thể hóa", "thí điểm", "cấp phát", "ra quân", "siết chặt",
    "thắt chặt", "thành lập", "hợp đồng", "thiết kế", "in", "cấp", "hoạt động", "kích hoạt",
)  # fmt: skip
"""Verbs and adverbs with which an order goes on after the body that it is given to."""

_VERB_WORDS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {}


def _index(table: dict[str, tuple[tuple[str, ...], ...]], names: tuple[str, ...]) -> None:
    for name in names:
        words = words_of(name)
        table[words[0]] = (*table.get(words[0], ()), words)


_index(_VERB_WORDS, VERBS)


def _match(table: dict[str, tuple[tuple[str, ...], ...]], words: list[str], at: int) -> int:
    best = 0
    if at < len(words):
        for name in table.get(words[at], ()):
            if len(name) > best and tuple(words[at : at + len(name)]) == name:
                best = len(name)
    return best


def verb_at(words: list[str], at: int) -> int:
    """Return how many words of an order's verb stand at a place; 0 where none does."""
    return _match(_VERB_WORDS, words, at)


NARRATIVE = re.compile(
    r"(?<!\w)(?:hien\s+nay|tinh\s+den|trong\s+thoi\s+gian\s+qua|thoi\s+gian\s+qua|theo\s+bao\s+cao"
    r"|ghi\s+nhan|tinh\s+hinh\s+(?:dich|benh)[^.;]{0,40}(?:dien\s+bien|phuc\s+tap)|da\s+(?:duoc|co"
    r"|to\s+chuc|trien\s+khai"
    r"|ban\s+hanh|chi\s+dao|ghi|xay\s+ra|phat\s+hien|thuc\s+hien|co\s+ban|dat|hoan)|van\s+con"
    r"|con\s+han\s+che"
    r"|co\s+nguy\s+co|co\s+xu\s+huong|chua\s+(?:duoc|dat|nghiem|quan|kip)|van\s+chua"
    r"|gom\s+cac\s+(?:ong|ba)|chu\s+tri\s+(?:cuoc\s+hop|hoi\s+nghi|buoi|phien)|tham\s+du\s+(?:cuoc|hoi|hop)"
    r"|co\s+hieu\s+luc|dang\s+dien\s+bien|duoc\s+danh\s+gia|danh\s+gia\s+cao|bieu\s+duong\s+su"
    r"|ghi\s+nhan\s+va)(?!\w)"
)
ORDERS = re.compile(
    r"(?<!\w)(?:yeu\s+cau|phai|giao(?!\s+(?:thong|ban|luu|tiep|dich|thoa|vien|duc))|de\s+nghi"
    r"|can(?!\s+(?:bo|cu|thiep|nang|nguyen|ban))|khong\s+de|khong\s+duoc|nghiem\s+cam"
    r"|co\s+trach\s+nhiem"
    r"|chiu\s+trach\s+nhiem|phan\s+cong|tuyet\s+doi|khan\s+truong)(?!\w)"
)
CLOSING = re.compile(
    r"(?:trien\s+khai(?:[\s,]+(?:to\s+chuc\s+)?(?:thuc\s+hien))?"
    r"|to\s+chuc\s+(?:trien\s+khai\s+)?thuc\s+hien|thuc\s+hien"
    r"|chap\s+hanh|phoi\s+hop(?:\s+chat\s+che)?(?:[\s,]+(?:to\s+chuc|trien\s+khai))?\s+thuc\s+hien"
    r"|thi\s+hanh)"
    r"(?:\s+(?:nghiem(?:\s+tuc)?|tot|co\s+hieu\s+qua|hieu\s+qua|quyet\s+liet|day\s+du|dong\s+bo"
    r"|kip\s+thoi"
    r"|cac\s+noi\s+dung(?:\s+tren|\s+neu\s+tren)?|noi\s+dung|ke\s+hoach\s+nay|chi\s+thi\s+nay"
    r"|cong\s+dien\s+nay"
    r"|cong\s+van\s+nay|thong\s+bao\s+nay|huong\s+dan\s+nay|nghi\s+quyet\s+nay|phuong\s+an\s+nay"
    r"|van\s+ban\s+nay"
    r"|theo\s+quy\s+dinh|tren|nay|theo\s+dung\s+quy\s+dinh|cac\s+nhiem\s+vu\s+tren"
    r"|nhiem\s+vu\s+duoc\s+giao))*"
    r"(?:[,;.]?\s+(?:neu|co\s+gi|moi|trong\s+qua\s+trinh)\s[^;]{0,200})?[\s,.]*(?:\./|/\.?)?[\s\"]*$"
)
CLOSING_CONTENT = re.compile(
    r"(?<!\w)(?:bao\s+cao|phan\s+anh|gui|truoc\s+ngay|theo\s+doi|giam\s+sat|don\s+doc|kiem\s+tra"
    r"|tong\s+hop"
    r"|chiu\s+trach\s+nhiem|phan\s+hoi)(?!\w)"
)
FORMULA = re.compile(
    r"(?:(?:quyet\s+dinh|chi\s+thi|nghi\s+quyet|ke\s+hoach|quy\s+dinh|cong\s+van|van\s+ban"
    r"|quy\s+che|thong\s+bao|cong\s+dien)"
    r"\s+nay[^.;]{0,60}(?:co\s+hieu\s+luc|thay\s+the|bai\s+bo|duoc\s+pho\s+bien)|tran\s+trong"
    r"|tren\s+day\s+la[^.;]*[.;]?\s*/?\.?$"
    r"|(?:trong\s+)?qua\s+trinh\s[^.;]{0,60}?(?:neu\s+)?(?:co|gap|phat\s+sinh)\s+(?:kho\s+khan|vuong\s+mac|van\s+de"
    r"|noi\s+dung|phat\s+sinh|kho|bat\s+cap)[^;]*$"
    r"|(?:neu|moi)\s+(?:co\s+)?(?:kho\s+khan|vuong\s+mac|van\s+de|thac\s+mac)[^;]*$"
    r"|[^.;]{0,80}?thong\s+bao\s+(?:de|den|toi)\s[^.;]{0,140}?(?:biet|thuc\s+hien)"
    r"|xin\s+tran\s+trong|kinh\s+de\s+nghi[^.;]{0,30}xem\s+xet)"
)
