"""What the province ordered, and what became of it."""

from functools import partial

from phaodai.delivery.demo.figures import SILENT
from phaodai.delivery.demo.people import DEMO_PROVINCE
from phaodai.delivery.demo.stage import Stage
from phaodai.delivery.demo.story.telling import CHAIRMAN, DISTRICTS, DUTY, HEALTH, Tasks, issued


def province(stage: Stage, tasks: Tasks) -> None:
    """The province's main paper: reports before ten, doses, food, scenarios."""
    name = "tinh"
    issued(
        stage,
        name,
        stored="13/12 14:00",
        issued="13/12 15:00",
        duty=DUTY,
        chairman=CHAIRMAN,
        keeper=DEMO_PROVINCE,
    )
    for code in DISTRICTS:
        own, duty = stage.body(code), stage.officer(code)
        for ordinal in (1, 2, 3, 4, 5):
            when = "16/12 09:20" if code == "588" else "13/12 16:10"
            tasks.read(when, (name, ordinal, own), duty)
        below = [
            stage.body(unit.code)
            for unit in stage.province.communes_of(code)
            if stage.has_officer(unit.code)
        ]
        if not below:
            continue
        when = "16/12 10:00" if code == "588" else "13/12 17:00"
        stage.at(
            when,
            partial(
                stage.delegate,
                name,
                3,
                own,
                below,
                by=duty,
                text="Gửi số liệu trước 9 giờ 45 để huyện kịp tổng hợp.",
            ),
        )
        stage.at(
            when,
            partial(
                stage.delegate,
                name,
                2,
                own,
                below,
                by=duty,
                due="28/12 17:00",
                text="Huyện cần xong trước hạn của tỉnh ba ngày.",
            ),
        )
        for unit in stage.province.communes_of(code):
            if stage.has_officer(unit.code) and unit.code not in SILENT:
                for ordinal in (2, 3):
                    key = (name, ordinal, stage.body(unit.code))
                    read = "16/12 14:00" if code == "588" else "14/12 07:00"
                    tasks.read(read, key, stage.officer(unit.code))
    for code, percent, words in (
        ("582", 90, "13/13 phường, xã đã tổ chức tiêm lưu động."),
        ("585", 75, "Còn xã Ma Nới chưa tổ chức được."),
        ("587", 85, "Đã tiêm ở 31/38 thôn, khu phố."),
        ("589", 60, "Đang tiêm tại các xã ven biển."),
    ):
        tasks.progress(
            "21/12 15:40", (name, 1, stage.body(code)), stage.officer(code), percent, words
        )
    tasks.progress(
        "21/12 16:20",
        (name, 1, stage.body("587")),
        "trucban.ninhphuoc",
        90,
        "Nêu tại mục 2 của báo cáo.",
        evidence=["655/BC-UBND"],
    )
    tasks.progress(
        "20/12 09:30",
        (name, 4, stage.body("587")),
        "trucban.ninhphuoc",
        50,
        "Ba xã đã lập xong danh sách.",
    )
    _scenarios(stage, tasks)
    _departments(stage, tasks)


def _scenarios(stage: Stage, tasks: Tasks) -> None:
    """The scenarios of 20/12: accepted, late, asked for, granted, refused, forgotten."""
    key = {code: ("tinh", 5, stage.body(code)) for code in DISTRICTS}
    tasks.answer(
        "18/12 10:00",
        key["582"],
        "trucban.phanrangthapcham",
        "Đã ban hành Kịch bản số 318/KB-UBND.",
    )
    tasks.accept("18/12 16:00", key["582"], CHAIRMAN)
    tasks.answer(
        "19/12 09:00",
        key["587"],
        "trucban.ninhphuoc",
        "Đã ban hành Kịch bản số 77/KB-UBND, diễn tập ngày 18/12.",
    )
    tasks.accept("20/12 08:20", key["587"], CHAIRMAN)
    tasks.answer("20/12 16:40", key["585"], "trucban.ninhson", "Gửi kịch bản để UBND tỉnh xem xét.")
    tasks.ask(
        "19/12 10:30",
        key["586"],
        "trucban.ninhhai",
        "24/12 17:00",
        "Cần khảo sát thêm bến cá Mỹ Tân.",
    )
    tasks.decide("20/12 08:25", key["586"], CHAIRMAN, is_granted=True)
    tasks.ask(
        "20/12 15:00",
        key["589"],
        "trucban.thuannam",
        "30/12 17:00",
        "Cán bộ phụ trách đang cách ly.",
    )
    tasks.decide(
        "20/12 17:10",
        key["589"],
        CHAIRMAN,
        is_granted=False,
        reason="Giao người khác làm thay; không lùi hạn.",
    )
    tasks.ask(
        "20/12 20:00",
        key["584"],
        "trucban.bacai",
        "27/12 17:00",
        "Đường vào hai xã vùng cao sạt lở, chưa họp được với xã.",
    )


def _departments(stage: Stage, tasks: Tasks) -> None:
    department = stage.body(DEMO_PROVINCE, "health_department")
    laboratory = stage.body(DEMO_PROVINCE, "disease_control_centre")
    for ordinal in (6, 7):
        tasks.read("13/12 15:30", ("tinh", ordinal, department), HEALTH)
    stage.at(
        "14/12 08:00",
        partial(
            stage.delegate,
            "tinh",
            6,
            department,
            [laboratory],
            by=HEALTH,
            text="Trả kết quả theo ca, không dồn cuối ngày.",
        ),
    )
    tasks.progress(
        "20/12 14:00",
        ("tinh", 6, laboratory),
        "cdc.tinh",
        60,
        "Đã thêm một ca đêm; mẫu của Bác Ái, Thuận Bắc còn chậm.",
    )
    tasks.answer(
        "16/12 09:00",
        ("tinh", 7, department),
        HEALTH,
        "Đường dây 1900 0058 nhánh 2 hoạt động từ 15/12, 12 bác sĩ trực.",
    )
    tasks.accept("17/12 08:00", ("tinh", 7, department), CHAIRMAN)
    police = stage.body(DEMO_PROVINCE, "police")
    for ordinal in (8, 9):
        tasks.read("13/12 15:45", ("tinh", ordinal, police), "congan.tinh")
    tasks.progress(
        "21/12 08:30",
        ("tinh", 8, police),
        "congan.tinh",
        65,
        "46/52 ca trong tuần truy vết xong trong 24 giờ.",
    )
    labour = ("tinh", 10, stage.body(DEMO_PROVINCE, "labour_department"))
    tasks.read("14/12 09:00", labour, "laodong.tinh")
    tasks.progress("21/12 17:00", labour, "laodong.tinh", 80, "Chờ ý kiến của Sở Tài chính.")


def amendment(stage: Stage, tasks: Tasks) -> None:
    """A paper that amends it, three days old: half of it is not read yet."""
    name = "sua-doi"
    issued(
        stage,
        name,
        stored="20/12 15:00",
        issued="20/12 16:00",
        duty=DUTY,
        chairman=CHAIRMAN,
        keeper=DEMO_PROVINCE,
    )
    for code in ("582", "585", "586"):
        for ordinal in (1, 2):
            tasks.read("21/12 07:45", (name, ordinal, stage.body(code)), stage.officer(code))
    tasks.withdraw(
        "21/12 09:00",
        (name, 2, stage.body("584")),
        CHAIRMAN,
        "Huyện không có chợ đầu mối, cảng cá.",
    )
    health = (name, 3, stage.body(DEMO_PROVINCE, "health_department"))
    tasks.read("21/12 08:00", health, HEALTH)
    tasks.progress("22/12 17:00", health, HEALTH, 90, "Đã dự thảo, chờ ký.")
