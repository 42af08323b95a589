"""The invented persons of the demo: `init --demo` makes them, its sign-in page lists them.

No Django here: commands read this before they know whether they need it.
"""

from dataclasses import dataclass

from phaodai.vocabulary.access import Role


def _(text: str) -> str:
    """Mark a text for the catalogue; the page translates it."""
    return text


DEMO_PROVINCE = "58"  # Ninh Thuận
DEMO_PASSWORD = "phao-dai-2021"  # noqa: S105 - printed, and good on this machine alone


@dataclass(frozen=True, slots=True)
class Account:
    """One invented person of the demo: who he is and where he works."""

    username: str
    name: str
    role: Role
    unit: str  # code, as of the edition of 2024
    body: str  # as a dispatch would name it near that unit
    does: str  # shown beside the account: what a newcomer will find there


DEMO_ACCOUNTS = (
    Account("trucban.tinh", "Nguyễn Thị Hạnh", Role.DUTY_OFFICER, "58", "UBND tỉnh",
            _("trực ban tỉnh: lưu văn bản, xem nhiệm vụ đề xuất")),
    Account("chutich.tinh", "Trần Quốc Nam", Role.COMMANDER, "58", "UBND tỉnh",
            _("chủ tịch tỉnh: xem tất cả của tỉnh, cả nhật ký")),
    Account("quantri", "Lê Văn Quản", Role.ADMINISTRATOR, "58", "UBND tỉnh",
            _("quản trị: đơn vị, cơ quan, tài khoản")),
    Account("trucban.ninhphuoc", "Đàng Thị Yến", Role.DUTY_OFFICER, "587", "UBND huyện",
            _("trực ban huyện Ninh Phước")),
    Account("yte.ninhphuoc", "Võ Hoài An", Role.HEALTH_WORKER, "587", "Trung tâm Y tế huyện",
            _("trung tâm y tế huyện Ninh Phước")),
    Account("congan.ninhphuoc", "Huỳnh Công Lý", Role.TRACER, "587", "Công an huyện",
            _("công an huyện Ninh Phước: không thấy việc của ngành y tế")),
    Account("baocao.phuocdan", "Trần Ngọc Bảo", Role.REPORTER, "22870", "UBND thị trấn",
            _("cán bộ thị trấn Phước Dân")),
)  # fmt: skip
