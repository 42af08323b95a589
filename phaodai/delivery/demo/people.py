"""Who may be tried out: the invented officers that the sign-in page and `demo tour` list.

No Django here: commands and pages read this before anything is loaded.
"""

from dataclasses import dataclass

from phaodai.vocabulary.access import Role


def _(text: str) -> str:
    """Mark a text for the catalogue; the page translates it."""
    return text


DEMO_PROVINCE = "58"  # Ninh Thuận
DEMO_DISTRICT = "587"  # Ninh Phước, where the story is told down to the communes
DEMO_TOWN = "22870"  # Phước Dân
DEMO_PASSWORD = "phao-dai-2021"  # noqa: S105 - printed, and good on this machine alone

COMMITTEE = "people_committee"
HEALTH_CENTRE = "health_centre"


@dataclass(frozen=True, slots=True)
class Place:
    """A role at a body, named by the code of its unit and its kind."""

    role: Role
    unit: str  # code, as of the edition of 2024
    kind: str = COMMITTEE


@dataclass(frozen=True, slots=True)
class Account:
    """One invented person: who he is, where he works, what a newcomer finds there.

    Attributes:
        username: What he types to sign in.
        name: His name as on documents.
        posts: Where he works; the first is his main one.
        does: Shown beside the account; "" where it is not offered on the sign-in page.
    """

    username: str
    name: str
    posts: tuple[Place, ...]
    does: str = ""


DEMO_ACCOUNTS = (
    Account("chutich.tinh", "Trần Đức Thịnh",
            (Place(Role.COMMANDER, "58"), Place(Role.COMMANDER, "58", "steering_committee")),
            _("chủ tịch tỉnh: việc quá hạn của ai, điều gì chờ quyết định")),
    Account("trucban.tinh", "Nguyễn Thị Hạnh", (Place(Role.DUTY_OFFICER, "58"),),
            _("trực ban tỉnh: xác nhận nhiệm vụ, ai chưa báo cáo trước 10 giờ")),
    Account("soyte.tinh", "Hứa Minh Tuệ", (Place(Role.COMMANDER, "58", "health_department"),),
            _("giám đốc Sở Y tế: việc của ngành, trả lời và giao xuống")),
    Account("thongke.tinh", "Phú Thị Mỹ Linh", (Place(Role.ANALYST, "58"),),
            _("thống kê: chỉ tiêu đạt, chưa đạt, chưa có số liệu")),
    Account("thanhtra.tinh", "Ngô Chí Công", (Place(Role.INSPECTOR, "58"),),
            _("thanh tra: văn bản và nhật ký của toàn tỉnh")),
    Account("quantri", "Lê Văn Quản", (Place(Role.ADMINISTRATOR, "58"),),
            _("quản trị: đơn vị, cơ quan, tài khoản")),
    Account("chutich.ninhphuoc", "Đàng Năng Hoàn",
            (Place(Role.COMMANDER, "587"), Place(Role.COMMANDER, "587", "steering_committee")),
            _("chủ tịch huyện Ninh Phước: duyệt trả lời, gia hạn, văn bản chờ giao")),
    Account("trucban.ninhphuoc", "Đàng Thị Yến", (Place(Role.DUTY_OFFICER, "587"),),
            _("trực ban huyện Ninh Phước: báo cáo trước 10 giờ, văn bản mới đến")),
    Account("yte.ninhphuoc", "Võ Hoài An",
            (Place(Role.HEALTH_WORKER, "587", HEALTH_CENTRE),
             Place(Role.REPORTER, "587", HEALTH_CENTRE)),
            _("trung tâm y tế huyện Ninh Phước, hai chức danh")),
    Account("congan.ninhphuoc", "Huỳnh Công Lý",
            (Place(Role.TRACER, "587", "police"), Place(Role.REPORTER, "587", "police")),
            _("công an huyện Ninh Phước: không thấy việc của ngành y tế")),
    Account("chutich.phuocdan", "Quảng Đại Nhơn", (Place(Role.COMMANDER, "22870"),),
            _("chủ tịch thị trấn Phước Dân: việc của thị trấn, giao cho trạm y tế, công an")),
    Account("baocao.phuocdan", "Trần Ngọc Bảo", (Place(Role.REPORTER, "22870"),),
            _("cán bộ thị trấn Phước Dân: báo cáo hôm nay trước 10 giờ")),
)  # fmt: skip

# Needed by the story, not offered first.
OTHERS = (
    Account("cdc.tinh", "Tạ Quang Vinh", (Place(Role.REPORTER, "58", "disease_control_centre"),)),
    Account("congan.tinh", "Phạm Trường Giang", (Place(Role.REPORTER, "58", "police"),)),
    Account("laodong.tinh", "Mai Thị Thu", (Place(Role.REPORTER, "58", "labour_department"),)),
    Account(
        "tramyte.phuocdan",
        "Thiên Thị Hồng Đào",
        (
            Place(Role.REPORTER, "22870", "health_station"),
            Place(Role.HEALTH_WORKER, "22870", "health_station"),
        ),
    ),
)

# Heads whom papers name, or whom everybody looks at: unit and kind of body -> name.
NAMED_HEADS = {("584", COMMITTEE): "Pi Năng Minh Thủ", ("586", COMMITTEE): "Trương Văn Hải"}
