"""What districts and a township ordered in their turn."""

from functools import partial

from phaodai.delivery.demo.people import DEMO_DISTRICT, DEMO_PROVINCE, HEALTH_CENTRE
from phaodai.delivery.demo.stage import Stage, moment
from phaodai.delivery.demo.story.telling import CHAIRMAN, Tasks, issued
from phaodai.registers.directives import operations
from phaodai.registers.directives.operations import Share

STILL_OWING = frozenset({"22888", "22894"})  # for the morning of the play


def district(stage: Stage, tasks: Tasks) -> None:
    """Ninh Phước to its communes, health centre and police."""
    name, chairman = "ninh-phuoc", "chutich.ninhphuoc"
    issued(
        stage,
        name,
        stored="14/12 15:20",
        issued="14/12 16:30",
        duty="trucban.ninhphuoc",
        chairman=chairman,
        keeper=DEMO_DISTRICT,
    )
    done = ("22870", "22873", "22879", "22882", "22891")
    for unit in stage.province.communes_of(DEMO_DISTRICT):
        by = stage.officer(unit.code)
        for ordinal in (1, 2, 3):
            if unit.code != "22912":  # Phước Vinh has not opened it yet
                tasks.read("15/12 07:50", (name, ordinal, stage.body(unit.code)), by)
        teams = (name, 3, stage.body(unit.code))
        if unit.code in done:
            tasks.answer("17/12 15:00", teams, by, "Đã kiện toàn, phân công đến từng hộ.")
            tasks.accept("17/12 16:30", teams, chairman)
        if unit.code not in STILL_OWING:
            coverage = (name, 2, stage.body(unit.code))
            tasks.answer("22/12 15:00", coverage, by, "Đã tiêm ở tất cả các thôn.")
            if unit.code in done:
                tasks.accept("22/12 17:00", coverage, chairman)
        if unit.code == "22876":
            tasks.answer("18/12 10:00", teams, by, "Đã kiện toàn 5/5 thôn.")
        elif unit.code == "22894":
            tasks.answer("17/12 14:00", teams, by, "Đã làm.")
            tasks.give_back("17/12 16:40", teams, chairman, "Nêu rõ từng thôn có bao nhiêu tổ.")
    police = stage.body(DEMO_DISTRICT, "police")
    tasks.read("15/12 08:00", (name, 8, police), "congan.ninhphuoc")
    tasks.progress("21/12 17:00", (name, 8, police), "congan.ninhphuoc", 60, "Còn 3 xã ven biển.")
    tasks.progress(
        "20/12 16:00", (name, 1, stage.body("22870")), "baocao.phuocdan", 70, "Đã đi 11/14 khu phố."
    )
    centre = stage.body(DEMO_DISTRICT, HEALTH_CENTRE)
    for ordinal in (4, 5):
        tasks.read("15/12 07:30", (name, ordinal, centre), "yte.ninhphuoc")
    tasks.answer(
        "17/12 16:00", (name, 4, centre), "yte.ninhphuoc", "Đã tập huấn 27 người của 9 trạm."
    )
    tasks.accept("18/12 08:00", (name, 4, centre), chairman)
    tasks.progress(
        "22/12 10:00", (name, 5, centre), "yte.ninhphuoc", 55, "5/9 xã đã có điểm cấp phát thuốc."
    )
    tasks.read("15/12 08:00", (name, 6, police), "congan.ninhphuoc")
    tasks.answer(
        "20/12 09:15",
        (name, 6, police),
        "congan.ninhphuoc",
        "Đề nghị giữ chốt Phú Quý, chuyển chốt An Thạnh thành tổ cơ động.",
    )
    tasks.answer(
        "23/12 08:50",
        (name, 7, stage.body("22894")),
        stage.officer("22894"),
        "Đã chuẩn bị 24 chỗ tại Trường tiểu học Từ Tâm.",
    )
    tasks.progress(
        "22/12 16:00",
        (name, 7, stage.body("22888")),
        stage.officer("22888"),
        80,
        "13/16 chỗ, còn chờ giường.",
    )


def township(stage: Stage, tasks: Tasks) -> None:
    """Phước Dân to its health station, police and Front."""
    name, own = "phuoc-dan", "22870"
    issued(
        stage,
        name,
        stored="15/12 14:00",
        issued="15/12 14:30",
        duty="chutich.phuocdan",
        chairman="chutich.phuocdan",
        keeper=own,
    )
    station = stage.body(own, "health_station")
    for ordinal in (1, 4):
        tasks.read("15/12 15:00", (name, ordinal, station), "tramyte.phuocdan")
    tasks.answer(
        "17/12 09:30", (name, 1, station), "tramyte.phuocdan", "Danh sách 386 người của 14 khu phố."
    )
    tasks.accept("17/12 14:00", (name, 1, station), "chutich.phuocdan")


def by_name(stage: Stage, _tasks: Tasks) -> None:
    """Two tasks passed on inside: to the health centre, to one officer by name."""
    duty = "trucban.ninhphuoc"
    own, centre = stage.body(DEMO_DISTRICT), stage.body(DEMO_DISTRICT, HEALTH_CENTRE)
    stage.at(
        "22/12 08:30",
        partial(
            stage.delegate,
            "tinh",
            4,
            own,
            [centre],
            by=duty,
            due="23/12 16:00",
            text="Rà soát hộ có người đang điều trị tại nhà, gửi danh sách về huyện.",
        ),
    )

    def entrust() -> None:
        operations.delegate(
            actor=stage.who(CHAIRMAN),
            assignment=stage.task("thu-tuong", 1, stage.body(DEMO_PROVINCE)),
            version=None,
            shares=[Share(user=stage.who("thongke.tinh").user, due_at=moment("29/12 17:00"))],
            text="Theo dõi tiến độ tiêm từng huyện, chiều thứ Sáu báo cáo tôi.",
            now=stage.now,
        )

    stage.at("21/12 08:00", entrust)


def market(stage: Stage, tasks: Tasks) -> None:
    """A paper of Ninh Hải that is replaced: what it still asked for ends."""
    duty, chairman, police = "trucban.ninhhai", "chutich.ninhhai", stage.body("586", "police")
    issued(
        stage,
        "ninh-hai-cu",
        stored="06/12 09:00",
        issued="06/12 10:00",
        duty=duty,
        chairman=chairman,
        keeper="586",
    )
    tasks.read("06/12 14:00", ("ninh-hai-cu", 2, police), "congan.ninhhai")
    tasks.progress(
        "10/12 14:00",
        ("ninh-hai-cu", 2, police),
        "congan.ninhhai",
        30,
        "Đã lập sổ ở cảng Ninh Chữ.",
    )
    issued(
        stage,
        "ninh-hai-moi",
        stored="18/12 08:30",
        issued="18/12 09:00",
        duty=duty,
        chairman=chairman,
        keeper="586",
    )
    stage.at(
        "18/12 09:05",
        lambda: operations.end_obligations(
            actor=stage.who(chairman),
            document=stage.documents["ninh-hai-cu"],
            reason="Công văn 1768/UBND-VX thay thế.",
            now=stage.now,
        ),
    )
    tasks.read("18/12 10:00", ("ninh-hai-moi", 2, police), "congan.ninhhai")
