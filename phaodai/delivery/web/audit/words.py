"""The words for acts, as an inspector would say them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOUNS: Mapping[str, Promise | str] = {
    "directive.": _("Văn bản, nhiệm vụ"),
    "unit.": _("Đơn vị"),
    "agency.": _("Cơ quan"),
    "account.": _("Người dùng, đăng nhập"),
    "indicator.": _("Chỉ tiêu"),
    "file.": _("Tệp đính kèm"),
    "event.": _("Sự kiện giữa các sổ"),
}

ACTS: Mapping[str, Promise | str] = {
    "directive.store": _("lưu văn bản"),
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
    "indicator.add": _("thêm chỉ tiêu"),
    "file.keep": _("đính kèm tệp"),
    "file.remove": _("gỡ tệp đính kèm"),
    "event.retry": _("giao lại sự kiện"),
}


def act(action: str) -> Promise | str:
    """Return the words for an act; an unknown one keeps its code."""
    return ACTS.get(action, action)
