"""Orders that came from above, an earlier one on dengue, and a meeting's conclusion."""

from functools import partial
from uuid import UUID

from phaodai.delivery.demo.people import DEMO_PROVINCE, HEALTH_CENTRE
from phaodai.delivery.demo.stage import Stage, moment
from phaodai.delivery.demo.story.telling import CHAIRMAN, DISTRICTS, DUTY, HEALTH, Tasks, issued
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.operations import Changes, Mention
from phaodai.vocabulary.access import Role

NOT_OURS = "Giao Bộ Y tế, không thuộc thẩm quyền của tỉnh."


def dengue(stage: Stage, tasks: Tasks) -> None:
    """A clean-up of November: answered, returned, late, forgotten by one district."""
    issued(
        stage,
        "dengue",
        stored="29/11 15:10",
        issued="29/11 16:00",
        duty=DUTY,
        chairman=CHAIRMAN,
        keeper=DEMO_PROVINCE,
    )
    health = ("dengue", 1, stage.body(DEMO_PROVINCE, "health_department"))
    tasks.read("29/11 16:40", health, HEALTH)
    tasks.answer("11/12 16:20", health, HEALTH, "Đã phun 23 ổ bệnh cũ, không phát sinh ca mới.")
    tasks.accept("13/12 08:05", health, CHAIRMAN)
    answers = {
        "582": ("13/12 15:30", "Đã ra quân ở 13 phường, xã; xử lý 412 điểm đọng nước."),
        "584": ("17/12 09:10", "Các thôn vùng cao ra quân chậm do mưa, nay đã xong."),
        "585": ("14/12 14:00", "Hoàn thành ở 8 xã, thị trấn."),
        "586": ("15/12 16:45", "Đã phát động ở các xã."),
        "587": ("14/12 10:20", "Hoàn thành ở 9 xã, thị trấn, 4.120 hộ tham gia."),
        "589": ("15/12 11:00", "Hoàn thành ở 8 xã; gửi kèm danh sách thôn."),
    }
    for code in DISTRICTS:
        key = ("dengue", 2, stage.body(code))
        if code != "588":
            tasks.read("30/11 08:15", key, stage.officer(code))
            tasks.answer(answers[code][0], key, stage.officer(code), answers[code][1])
        if code in {"582", "585", "587"}:
            tasks.accept("16/12 08:30", key, CHAIRMAN)
    again = ("dengue", 2, stage.body("586"))
    tasks.give_back("16/12 08:40", again, CHAIRMAN, "Chưa nêu số thôn đã làm, số hộ tham gia.")
    tasks.answer("17/12 15:00", again, "trucban.ninhhai", "42/42 thôn, khu phố; 6.870 hộ tham gia.")
    tasks.accept("18/12 08:10", again, CHAIRMAN)
    tasks.accept("18/12 08:12", ("dengue", 2, stage.body("584")), CHAIRMAN)


def prime_minister(stage: Stage, tasks: Tasks) -> None:
    """A telegram from above: one order is not ours, the others go down two levels."""
    name, own = "thu-tuong", stage.body(DEMO_PROVINCE)
    stage.at("10/12 17:30", partial(stage.store, name, by=DUTY, keeper=own))
    stage.at("10/12 17:35", partial(stage.arrive, name, by=DUTY))
    stage.at("11/12 07:45", partial(stage.reject, name, 4, by=DUTY, reason=NOT_OURS))
    stage.at("11/12 07:50", partial(stage.confirm, name, by=DUTY))
    stage.at("11/12 08:10", partial(stage.issue, name, by=CHAIRMAN))
    department = stage.body(DEMO_PROVINCE, "health_department")
    for ordinal in (1, 2, 3):
        tasks.read("11/12 08:20", (name, ordinal, own), DUTY)
    below = [department, *(stage.body(code) for code in DISTRICTS)]
    stage.at(
        "11/12 08:40",
        partial(
            stage.delegate,
            name,
            2,
            own,
            below,
            by=CHAIRMAN,
            due="18/12 17:00",
            text="Sở Y tế tổng hợp cả tỉnh.",
        ),
    )
    for code in DISTRICTS:
        _oxygen(stage, tasks, code)
    tasks.progress("18/12 16:30", (name, 2, department), HEALTH, 70, "5/7 huyện đã đủ số liệu.")
    tasks.progress("20/12 11:00", (name, 1, own), DUTY, 80, "Tiến độ theo số liệu tiêm hằng ngày.")


def _oxygen(stage: Stage, tasks: Tasks, code: str) -> None:
    """An order that goes two levels down and comes back up, further here than there."""
    district, centre = stage.body(code), stage.body(code, HEALTH_CENTRE)
    mine, below = ("thu-tuong", 2, district), ("thu-tuong", 2, centre)
    duty, chairman = stage.officer(code), stage.officer(code, Role.COMMANDER)
    doctor = stage.officer(code, Role.REPORTER, HEALTH_CENTRE)
    if code == "588":
        return
    stage.at(
        "11/12 14:00",
        partial(
            stage.delegate,
            *mine,
            [centre],
            by=duty,
            due="16/12 17:00",
            text="Báo số bình ô xy, số giường có ô xy.",
        ),
    )
    tasks.read("13/12 07:40", below, doctor)
    if code == "584":
        tasks.progress("15/12 10:00", below, doctor, 40, "Còn 4 trạm vùng cao chưa kiểm tra được.")
        return
    tasks.answer(
        "17/12 08:30" if code == "589" else "16/12 10:15",
        below,
        doctor,
        "Đã rà soát: đủ ô xy cho 7 ngày ở mức dùng hiện nay.",
    )
    if code == "585":
        tasks.give_back("17/12 09:00", below, chairman, "Số giường không khớp báo cáo ngày.")
        return
    tasks.accept("17/12 09:05", below, chairman)
    tasks.answer("17/12 15:00", mine, duty, "Đã tổng hợp từ trung tâm y tế huyện.")
    if code in {"582", "587"}:
        tasks.accept("18/12 08:00", mine, CHAIRMAN)


def meeting(stage: Stage, tasks: Tasks) -> None:
    """A conclusion that the duty officer corrects and issues by written delegation."""
    name, own = "ket-luan", stage.body(DEMO_PROVINCE)

    def empower() -> None:
        user = stage.who(DUTY).user
        assert user is not None  # noqa: S101 - for the type checker
        operations.give_mandate(
            actor=stage.who(CHAIRMAN),
            body=own,
            user=user,
            basis="Giấy ủy quyền số 31/GUQ-UBND ngày 16/12/2021",
            first_day=moment("17/12 00:00").date(),
            last_day=moment("31/12 00:00").date(),
            now=stage.now,
        )

    def correct() -> None:
        detail = queries.get_document(actor=stage.who(DUTY), ref=stage.documents[name])
        row = next(row for row in detail.proposals if row.ordinal == 4)
        operations.edit_proposal(
            actor=stage.who(DUTY),
            proposal=UUID(row.ref),
            version=row.version,
            changes=Changes(
                lead=[
                    Mention("Công an tỉnh", stage.body(DEMO_PROVINCE, "police")),
                    Mention("UBND thành phố Phan Rang - Tháp Chàm", stage.body("582")),
                ]
            ),
            now=stage.now,
        )

    def hurry() -> None:
        rows = queries.list_obligations(
            actor=stage.operator, document=stage.documents[name], now=stage.now
        )
        for row in rows:
            operations.set_escalation(
                actor=stage.who(CHAIRMAN), obligation=row.ref, hours=12, now=stage.now
            )

    stage.at("16/12 17:00", empower)
    stage.at("17/12 10:00", partial(stage.store, name, by=DUTY, keeper=own))
    stage.at("17/12 10:10", correct)
    stage.at("17/12 10:15", partial(stage.confirm, name, by=DUTY))
    stage.at("17/12 10:30", partial(stage.issue, name, by=DUTY))
    stage.at("17/12 10:40", hurry)
    department = stage.body(DEMO_PROVINCE, "health_department")
    tasks.read("17/12 11:00", (name, 1, department), HEALTH)
    tasks.progress("21/12 16:30", (name, 1, department), HEALTH, 45, "Còn thiếu dự toán.")
    tasks.read("18/12 08:00", (name, 2, stage.body("584")), "trucban.bacai")
    tasks.answer(
        "21/12 09:40",
        (name, 2, stage.body("584")),
        "trucban.bacai",
        "Thiếu xe lạnh và người biết tiếng Raglai ở điểm tiêm; đã cử 6 cán bộ.",
    )
    tasks.read("17/12 14:00", (name, 4, stage.body("582")), "trucban.phanrangthapcham")
