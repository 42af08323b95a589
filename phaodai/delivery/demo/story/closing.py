"""Papers on which somebody still has to act this morning, and what is on record of heads."""

from datetime import date
from functools import partial

from phaodai.delivery.demo.people import COMMITTEE, DEMO_DISTRICT, DEMO_PROVINCE, HEALTH_CENTRE
from phaodai.delivery.demo.stage import YEAR, Stage
from phaodai.delivery.demo.story.telling import CHAIRMAN, DUTY, Tasks
from phaodai.foundation.accounts import operations as accounts
from phaodai.foundation.agencies import operations as agencies
from phaodai.foundation.agencies import queries as bodies
from phaodai.registers.directives import operations
from phaodai.registers.directives.states import JudgementKind
from phaodai.vocabulary.refs import BodyRef


def last_papers(stage: Stage, _tasks: Tasks) -> None:
    """A report upward, and three papers on which somebody still has to act this morning."""
    duty, own, province = "trucban.ninhphuoc", stage.body(DEMO_DISTRICT), stage.body(DEMO_PROVINCE)
    stage.at("21/12 16:00", partial(stage.store, "bao-cao", by=duty, keeper=own))
    stage.at("22/12 15:30", partial(stage.store, "bo-y-te", by=DUTY, keeper=province))
    stage.at("22/12 15:35", partial(stage.arrive, "bo-y-te", by=DUTY))
    stage.at("22/12 16:30", partial(stage.confirm, "bo-y-te", by=DUTY))
    stage.at("22/12 17:20", partial(stage.store, "tinh-uy", by=DUTY, keeper=province))
    stage.at("23/12 08:05", partial(stage.store, "huyen-uy", by=duty, keeper=own))


def heads(stage: Stage, _tasks: Tasks) -> None:
    """Praise, criticism and a breach, each on a paper."""

    def judge(
        by: str,
        body: BodyRef,
        kind: JudgementKind,
        text: str,
        basis: str,
        about: tuple[str, int] | None = None,
    ) -> None:
        operations.record_judgement(
            actor=stage.who(by),
            body=body,
            kind=kind,
            day=stage.now.date(),
            text=text,
            basis=basis,
            assignment=stage.task(*about, body) if about else None,
            now=stage.now,
        )

    stage.at(
        "18/12 08:30",
        partial(
            judge,
            "chutich.ninhphuoc",
            stage.body(DEMO_DISTRICT, HEALTH_CENTRE),
            JudgementKind.PRAISE,
            "Tập huấn xong trước hạn cho cả 9 trạm y tế.",
            "Quyết định số 2201/QĐ-UBND ngày 18/12/2021",
            ("ninh-phuoc", 4),
        ),
    )
    stage.at(
        "17/12 17:00",
        partial(
            judge,
            CHAIRMAN,
            stage.body("588", COMMITTEE),
            JudgementKind.CRITICISM,
            "Không triển khai chiến dịch diệt lăng quăng, không trả lời nhắc việc.",
            "Công văn số 9158/UBND-VXNV ngày 17/12/2021",
            ("dengue", 2),
        ),
    )
    stage.at(
        "22/12 10:30",
        partial(
            judge,
            CHAIRMAN,
            stage.body("584", COMMITTEE),
            JudgementKind.BREACH,
            "Chậm tiêm chủng kéo dài ở xã vùng cao mà không báo cáo.",
            "Kết luận kiểm tra số 12/KL-TTr ngày 21/12/2021",
            ("ket-luan", 2),
        ),
    )


def gaps(stage: Stage, _tasks: Tasks) -> None:
    """What the administrator has to mend: an empty seat, and an officer who is shut out."""

    def leave() -> None:
        seat = bodies.heads_of(stage.body("588", "health_division"))[0]
        agencies.end_tenure(
            actor=stage.operator, now=stage.now, seat=seat.ref, last_day=date(YEAR, 12, 15)
        )

    def shut_out() -> None:
        user = stage.who("congan.thuanbac").user
        assert user is not None  # noqa: S101 - for the type checker
        accounts.disable_user(
            actor=stage.operator,
            user=user,
            reason="Chuyển công tác, chưa có người thay",
            today=date(YEAR, 12, 20),
            now=stage.now,
        )

    stage.at("16/12 08:00", leave)
    stage.at("20/12 08:00", shut_out)
