"""The reports of yesterday were compiled, signed and taken over; today's are begun."""

from datetime import date, time, timedelta
from functools import partial
from typing import Final

from phaodai.delivery.demo import hours
from phaodai.delivery.demo.people import DEMO_PROVINCE
from phaodai.delivery.demo.reports import FORM
from phaodai.delivery.demo.stage import Stage
from phaodai.delivery.demo.story.telling import DISTRICTS
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.editions import accept_edition, certify_edition
from phaodai.registers.reports.operations.vouching import accept, certify
from phaodai.registers.reports.queries.editions import list_editions
from phaodai.registers.reports.queries.vouching import list_vouched
from phaodai.vocabulary.access import Role

BEGUN: Final = "587"  # Ninh Phước: its officer is the one who shows the demo
UNSIGNED: Final = "588"  # its edition of yesterday waits for its head


def tell(stage: Stage, today: date) -> None:
    """Put it on the stage."""
    day = today - timedelta(days=1)
    told = [
        code
        for code in DISTRICTS
        if any(stage.has_officer(unit.code) for unit in stage.province.communes_of(code))
    ]
    stage.at(hours.on(day, time(11, 56)), partial(_vouch, stage, day))
    for code in told:
        stage.at(hours.on(day, time(12, 5)), partial(_compile, stage, code, day))
        if code != UNSIGNED:
            stage.at(hours.on(day, time(13, 30)), partial(_sign, stage, code, day))
            stage.at(hours.on(day, time(14, 10)), partial(_take, stage, code, day))
    stage.at(hours.on(day, time(14, 20)), partial(_compile, stage, DEMO_PROVINCE, day))
    if BEGUN in told:
        stage.at(hours.on(today, time(9, 25)), partial(_compile, stage, BEGUN, today))


def _vouch(stage: Stage, day: date) -> None:
    """Let heads certify what has no warning in one district, and its officer accept it."""
    officer = stage.who(stage.officer(BEGUN))
    path = officer.posts[0].unit_path
    rows = [
        row
        for row in list_vouched(actor=officer, form=FORM, day=day, now=stage.now, unit_path=path)
        if row.is_clean
    ]
    heads = {stage.province.units[code].ref: code for code in _codes(stage)}
    for row in rows:
        head = stage.who(stage.officer(heads[row.unit], Role.COMMANDER))
        certify(actor=head, report=row.report, number=row.number, now=stage.now)
    accept(actor=officer, reports=[(row.report, row.number) for row in rows], now=stage.now)


def _codes(stage: Stage) -> list[str]:
    return [unit.code for unit in stage.province.communes_of(BEGUN)]


def _compile(stage: Stage, code: str, day: date) -> None:
    compile_day(
        actor=stage.who(stage.officer(code)),
        body=stage.body(code),
        form=FORM,
        day=day,
        carries=True,
        now=stage.now,
    )


def _sign(stage: Stage, code: str, day: date) -> None:
    head = stage.who(stage.officer(code, Role.COMMANDER))
    (row,) = list_editions(actor=head, body=stage.body(code), form=FORM, day=day)
    certify_edition(actor=head, edition=row.edition, now=stage.now)


def _take(stage: Stage, code: str, day: date) -> None:
    officer = stage.who(stage.officer(DEMO_PROVINCE))
    (row,) = list_editions(actor=officer, body=stage.body(code), form=FORM, day=day)
    accept_edition(actor=officer, edition=row.edition, now=stage.now)
