"""The rows of a sheet are filed by the one way; each is accounted for, none silently."""

from dataclasses import replace
from datetime import timedelta

import pytest

from phaodai.engines.sheets.records import Skip
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations.workbooks import file_lines
from phaodai.registers.reports.queries.workbooks import get_filers, inspect
from phaodai.registers.reports.states import Channel
from phaodai.registers.reports.workbookrows import Choices, Verdict
from phaodai.vocabulary.access import Role
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.reports.test_filing import file, sending

HEAD = ["Đơn vị", "vi a", "vi b", "vi now", "vi trend", "Giải trình"]


@pytest.fixture
def district(places) -> Body:
    """Two communes of one district that file the small form."""
    other = UnitFactory(name="An Hải", parent=places.district)
    own = make_body(other, "Ủy ban nhân dân xã An Hải", general=True)
    Body.objects.filter(pk__in=[places.commune_committee.pk, own.pk]).update(
        kind="people_committee"
    )
    make_version(rules=[
        sheets.rule("falls", {"at_least": ["now", {"previous": "now"}]}, text="{left} < {right}"),
        sheets.rule("odd", {"at_most": ["a", 50]}, severity="warning"),
    ])  # fmt: skip
    return places.committee


@pytest.fixture
def officer(district):
    return actor_of(make_user(at=district, role=Role.DUTY_OFFICER))


@pytest.fixture
def communes(officer) -> list[str]:
    _, filers = get_filers(actor=officer, form="all-things", on=TODAY)
    return [each.unit_name for each in filers]


def look(actor, *rows, head=HEAD, day=TODAY, now=NOW, **said):
    return inspect(
        actor=actor,
        form="all-things",
        rows=[head, *rows],
        choices=Choices(day=day, **said),
        now=now,
    )


def put(actor, seen, *, replaces=False, **more):
    return file_lines(
        actor=actor, inspection=seen, replaces=replaces, channel=Channel.FILE, now=NOW, **more
    )


def test_rows_are_filed_and_accounted_for(officer, communes):
    good = [communes[0], "3", "1,5", "4.5", "vi same", ""]
    seen = look(officer, good, ["Xã Lạ", "1"], ["", ""], ["Tổng", "4", "", "", "", ""])
    assert [line.verdict for line in seen.lines] == [Verdict.NEW, Verdict.REJECTED]
    assert sorted(seen.skipped.values()) == [Skip.BLANK, Skip.TOTAL]
    assert seen.n_lines == len(seen.lines) + len(seen.skipped)
    (answer,) = put(officer, seen)
    assert answer.receipt
    submission = Submission.objects.get()
    assert submission.channel == Channel.FILE
    assert submission.values["trend"] == "same"
    assert submission.values["b"] == "1.5"


def test_the_same_sheet_twice_files_nothing_twice(officer, communes):
    rows = [[communes[0], "3", "1,5", "4.5", "same", ""]]
    first = look(officer, *rows)
    put(officer, first)
    (again,) = put(officer, first)  # the answer was lost and the same look is sent again
    assert again.receipt
    second = look(officer, *rows)
    assert [line.verdict for line in second.lines] == [Verdict.SAME]
    assert put(officer, second) == []
    assert Submission.objects.count() == 1


def test_what_was_filed_is_replaced_only_where_that_is_said(officer, communes):
    put(officer, look(officer, [communes[0], "3", "1,5", "4.5", "same", ""]))
    seen = look(officer, [communes[0], "4", "", "4.5", "", ""])
    (line,) = seen.lines
    assert line.verdict is Verdict.CHANGED
    # What the sheet leaves blank stays as it was filed.
    assert [(label.vi, was, now) for label, was, now in line.changes] == [
        ("vi total", "5.5", "6.5"), ("vi a", "3", "4"), ("vi rest", "2.5", "3.5")]  # fmt: skip
    assert put(officer, seen) == []
    (answer,) = put(officer, seen, replaces=True, reason="rà soát lại")
    assert answer.problem is None
    latest = Submission.objects.get(number=2)
    assert latest.values["b"] == "1.5"
    assert latest.comments["report.reason"] == "rà soát lại"


def test_somebody_files_between_the_look_and_the_act(officer, communes, district, places):
    seen = look(officer, [communes[0], "4", "1", "4.5", "same", ""])
    body = next(line.filer.body for line in seen.lines)
    file(officer, Body.objects.get(ref=body), sending(1))
    (answer,) = put(officer, seen)
    assert answer.problem is not None
    assert answer.receipt == ""
    assert Report.objects.get().head == 1


def test_rules_and_notes(officer, communes):
    bad = look(officer, [communes[0], "60", "1", "4.5", "same", ""])
    assert bad.lines[0].verdict is Verdict.REJECTED
    assert "Giải trình" in bad.lines[0].problems[0].vi
    told = look(officer, [communes[0], "60", "1", "4.5", "same", "ổ dịch ở chợ"])
    assert told.lines[0].verdict is Verdict.NEW
    put(officer, told)
    assert Submission.objects.get().comments == {"odd": "ổ dịch ở chợ"}
    tomorrow = look(
        officer, [communes[1], "1", "1", "1", "same", ""], day=TODAY + timedelta(days=2)
    )
    assert tomorrow.lines[0].verdict is Verdict.REJECTED
    words = look(officer, [communes[1], "-1", "x", "1", "đúng", ""])
    assert len(words.lines[0].problems) == 3
    dash = look(officer, [communes[1], "-", "không", "1", "same", ""])
    assert [each.vi.split("“")[1].split("”")[0] for each in dash.lines[0].problems] == [
        "-",
        "không",
    ]


def test_missing_columns_are_one_sentence_and_may_be_carried(officer, communes):
    head = ["Đơn vị", "vi a"]
    (line,) = look(officer, [communes[0], "3"], head=head).lines
    assert [each.vi.split(":")[0] for each in line.problems] == ["Bảng thiếu 1 ô bắt buộc"]
    before = look(officer, [communes[0], "3", "1,5", "4.5", "same", ""],
                  day=TODAY - timedelta(days=1))  # fmt: skip
    put(officer, before)
    head = ["Đơn vị", "vi a", "vi trend"]
    (line,) = look(officer, [communes[0], "3", "same"], head=head, carries=True).lines
    assert [label.vi for label in line.carried] == ["vi now"]
    assert line.values["now"] == "4.5"


def test_what_was_broken_off_is_gone_on_with(officer, communes):
    rows = [[name, "3", "1", "4", "same", ""] for name in communes]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put(officer, look(officer, *rows), progress=stop)
    assert Submission.objects.count() == 1
    seen = look(officer, *rows)
    assert sorted(line.verdict for line in seen.lines) == [Verdict.NEW, Verdict.SAME]
    put(officer, seen)
    assert Submission.objects.count() == 2


def test_totals_that_differ_are_said(officer, communes):
    rows = [[name, "3", "1", "4", "same", ""] for name in communes]
    seen = look(officer, *rows, ["Tổng", "7", "2", "8", "", ""])
    assert [(label.vi, said, makes) for label, said, makes in seen.sums] == [("vi a", "7", "6")]


def test_strangers(officer, communes, places):
    """Who files for one commune finds no other in his sheet; who files for none sees nothing."""
    own = actor_of(make_user(at=places.commune_committee, role=Role.REPORTER))
    seen = look(own, *[[name, "3", "1", "4", "same", ""] for name in communes])
    assert sorted(line.verdict for line in seen.lines) == [Verdict.NEW, Verdict.REJECTED]
    for role in (Role.ANALYST, Role.ADMINISTRATOR):
        with pytest.raises(NotFound):
            look(actor_of(make_user(at=places.commune_committee, role=role)), [communes[0], "1"])


def test_statements_do_not_grow(officer, communes, django_assert_max_num_queries):
    rows = [[name, "3", "1", "4", "same", ""] for name in communes]
    with django_assert_max_num_queries(8):
        look(officer, *rows)


def test_ids_are_uuid7_of_row_and_sheet(officer, communes):
    row = [communes[0], "3", "1", "4", "same", ""]
    one, other = look(officer, row).lines[0], look(officer, row, ["", "x"]).lines[0]
    assert one.id.version == 7
    assert one.id == look(officer, row).lines[0].id != other.id
    assert replace(one, problems=()) == one
