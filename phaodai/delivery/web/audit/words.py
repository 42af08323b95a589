"""The words for acts, as an inspector would say them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phaodai.delivery.web.tasks.labels import ACTS as TIMELINE

NOUNS: Mapping[str, Promise | str] = {
    "directive.": _("Văn bản"),
    "proposal.": _("Nghĩa vụ đề xuất"),
    "obligation.": _("Nghĩa vụ"),
    "assignment.": _("Nhiệm vụ"),
    "occurrence.": _("Kỳ của việc định kỳ"),
    "head.": _("Người đứng đầu"),
    "mandate.": _("Ủy quyền"),
    "form.": _("Biểu mẫu"),
    "report.": _("Báo cáo theo mẫu"),
    "view.": _("Bộ lọc đã lưu"),
    "unit.": _("Đơn vị"),
    "agency.": _("Cơ quan"),
    "letter.": _("Thư điện tử báo cáo"),
    "account.": _("Người dùng, đăng nhập"),
    "indicator.": _("Chỉ tiêu"),
    "disease.": _("Bệnh"),
    "file.": _("Tệp đính kèm"),
    "event.": _("Sự kiện giữa các sổ"),
}

_ACTS: Mapping[str, Promise | str] = {
    "directive.store": _("lưu văn bản"),
    "directive.issue": _("giao việc theo văn bản"),
    "directive.take_back": _("lấy lại việc vừa giao"),
    "directive.link": _("ghi liên hệ giữa hai văn bản"),
    "directive.unlink": _("bỏ liên hệ giữa hai văn bản"),
    "directive.end": _("chấm dứt mọi việc của văn bản"),
    "directive.register_in": _("vào sổ văn bản đến"),
    "directive.register_out": _("cấp số văn bản đi"),
    "directive.set_fields": _("sửa trường của sổ văn bản"),
    "proposal.confirm_all": _("nhận mọi nghĩa vụ của văn bản"),
    "obligation.set_escalation": _("đổi hạn báo lên cấp trên"),
    "assignment.hand_over_all": _("bàn giao mọi việc của đơn vị đã sáp nhập"),
    "head.judge": _("ghi khen, phê bình hoặc vi phạm của người đứng đầu"),
    "head.withdraw": _("rút ghi nhận về người đứng đầu"),
    "mandate.give": _("ủy quyền giao và duyệt việc"),
    "mandate.end": _("chấm dứt ủy quyền"),
    "form.install": _("cài biểu mẫu kèm phần mềm"),
    "form.keeper": _("đổi cơ quan giữ biểu mẫu"),
    "form.draft": _("soạn biểu mẫu"),
    "form.propose": _("trình biểu mẫu"),
    "form.approve": _("duyệt biểu mẫu"),
    "form.refuse": _("không duyệt biểu mẫu"),
    "form.end": _("chấm dứt biểu mẫu"),
    "report.file": _("gửi báo cáo theo mẫu"),
    "report.hold": _("giữ báo cáo lại chờ bản trước, chờ đến kỳ hoặc chờ người xử lý"),
    "report.compare": _("đặt báo cáo cạnh bản mới hơn để người gửi quyết định"),
    "report.refuse": _("không nhận báo cáo vì sai quy tắc của mẫu"),
    "letter.take": _("nhận thư báo cáo"),
    "letter.file": _("nhận báo cáo trong thư để riêng"),
    "letter.settle": _("xử lý xong thư để riêng"),
    "account.set_mail_address": _("đặt địa chỉ thư gửi báo cáo"),
    "view.save": _("lưu bộ lọc"),
    "view.rename": _("đổi tên bộ lọc"),
    "view.remove": _("xóa bộ lọc"),
    "view.restore": _("lấy lại bộ lọc đã xóa"),
    "view.default": _("chọn bộ lọc mở đầu"),
    "unit.load": _("nạp danh sách đơn vị"),
    "unit.add": _("thêm đơn vị"),
    "unit.rename": _("đổi tên đơn vị"),
    "unit.mend": _("sửa đơn vị"),
    "unit.move": _("chuyển đơn vị sang cấp trên khác"),
    "unit.merge": _("sáp nhập đơn vị"),
    "unit.split": _("chia đơn vị"),
    "unit.close": _("giải thể đơn vị"),
    "unit.add_alias": _("thêm tên gọi khác của đơn vị"),
    "agency.add": _("thêm cơ quan"),
    "agency.fill": _("lập các cơ quan của đơn vị"),
    "agency.rename": _("đổi tên cơ quan"),
    "agency.add_alias": _("thêm tên gọi khác của cơ quan"),
    "agency.add_seat": _("thêm ghế đứng đầu"),
    "agency.appoint": _("bổ nhiệm người đứng đầu"),
    "agency.seat_first_heads": _("ghi người đứng đầu đầu tiên của nhiều cơ quan"),
    "agency.end_tenure": _("kết thúc nhiệm kỳ"),
    "account.add": _("thêm người dùng"),
    "account.change": _("sửa thông tin người dùng"),
    "account.post": _("giao chức vụ"),
    "account.end_posting": _("thôi chức vụ"),
    "account.disable": _("khóa người dùng"),
    "account.enable": _("mở khóa người dùng"),
    "account.set_password": _("đặt mật khẩu tạm"),
    "account.share_password": _("đặt mật khẩu chung của bản thử"),
    "account.choose_password": _("tự đổi mật khẩu"),
    "account.reset_second_factor": _("xóa xác thực thứ hai"),
    "account.sign_in": _("đăng nhập"),
    "account.sign_out": _("đăng xuất"),
    "account.end_session": _("chấm dứt phiên"),
    "account.add_token": _("tạo mã truy cập cho máy"),
    "account.revoke_token": _("thu hồi mã truy cập"),
    "indicator.add": _("thêm chỉ tiêu"),
    "disease.add": _("thêm bệnh"),
    "indicator.import_census": _("nạp số liệu dân số"),
    "indicator.import_series": _("nạp chuỗi số liệu"),
    "file.keep": _("đính kèm tệp"),
    "file.remove": _("gỡ tệp đính kèm"),
    "event.retry": _("giao lại sự kiện"),
}
# Acts that stand on a timeline are called the same here.
ON_TIMELINE = ("proposal", "assignment", "occurrence")
ACTS: Mapping[str, Promise | str] = {
    **{f"{noun}.{act.lower()}": label for noun in ON_TIMELINE for act, label in TIMELINE.items()},
    **_ACTS,
}


def act(action: str) -> Promise | str:
    """Return the words for an act; an unknown one keeps its code."""
    return ACTS.get(action, action)
