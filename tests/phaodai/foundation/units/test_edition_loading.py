"""Editions grafted on to the tree: counts, days, twice, and what is left to say."""

from datetime import UTC, date, datetime

import pytest

from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units import operations, queries, validation
from phaodai.foundation.units.editions.statements import Edition, Entry, Heir
from phaodai.foundation.units.models import Edition as StoredEdition
from phaodai.foundation.units.models import ParentLink, Succession, Unit
from phaodai.foundation.units.states import AliasKind, Change
from phaodai.vocabulary.access import Actor, NotAllowed
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import actor_of
from tests.phaodai.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPERATOR = Actor(name="operator:test", is_operator=True)
P, D, C, H = UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE, UnitLevel.HAMLET
KIND = {P: "tỉnh", D: "huyện", C: "xã", H: "bản"}
FIRST, LATER, REFORM = date(2021, 7, 1), date(2024, 1, 1), date(2025, 7, 1)


def entry(level, code, name, parent="", **more):
    row = more.pop("row", abs(hash((level, code, name))) % 10**6 + 1)
    kind = more.pop("kind", KIND[level])
    return Entry(row=row, level=level, kind=kind, name=name, code=code, parent_code=parent, **more)


OLD = (
    entry(P, "58", "Ninh Thuận"),
    entry(D, "587", "Ninh Phước", "58"),
    entry(D, "588", "Thuận Nam", "58"),
    entry(C, "22870", "Phước Dân", "587", kind="thị trấn"),
    entry(C, "22873", "Phước Sơn", "587"),
    entry(C, "22888", "Phước Nam", "588"),
)


def load(entries, day, *, whole=True, **more):
    edition = Edition(
        source=more.pop("source", f"list of {day}"),
        day=day,
        is_complete=whole,
        entries=tuple(entries),
        **more,
    )
    return operations.load_edition(edition, actor=OPERATOR, now=NOW)


def balance(report):
    assert report.n_read == (
        report.n_added + report.n_unchanged + report.n_updated + report.n_rejected
    )
    assert validation.validate(report.day).findings == ()
    return report.n_added, report.n_unchanged, report.n_updated, report.n_rejected


def rows():
    return (
        list(Unit.objects.order_by("pk").values()),
        list(ParentLink.objects.order_by("pk").values()),
        list(Succession.objects.order_by("pk").values()),
        StoredEdition.objects.count(),
        AuditEvent.objects.count(),
    )


def test_the_first_edition_reaches_back(db):
    assert balance(load(OLD, FIRST)) == (6, 0, 0, 0)
    unit = queries.unit_by_code("22870", on=date(2010, 1, 1))
    assert (unit.full_name, unit.parent_name) == ("thị trấn Phước Dân", "huyện Ninh Phước")
    assert AuditEvent.objects.get().action == "unit.load"


def test_loading_twice_changes_nothing(db):
    load(OLD, FIRST)
    before = rows()
    assert balance(load(OLD, FIRST)) == (0, 6, 0, 0)
    assert rows() == before


def test_a_dry_run_keeps_nothing(db):
    before = rows()
    edition = Edition(source="x", day=FIRST, is_complete=True, entries=OLD)
    report = operations.load_edition(edition, actor=OPERATOR, now=NOW, is_dry_run=True)
    assert (report.n_added, report.counts[C]) == (6, 3)
    assert rows() == before


@pytest.mark.parametrize("who", ["administrator", "stranger", "sister", "commander"])
def test_only_who_manages_the_whole_country_loads(places, who, request):
    actor = actor_of(request.getfixturevalue(who))
    before = rows()
    with pytest.raises(NotAllowed):
        operations.load_builtin("2025", actor=actor, now=NOW)
    assert rows() == before


def test_a_later_edition_keeps_what_goes_on(db):
    load(OLD, FIRST)
    kept = queries.unit_by_code("22873", on=FIRST).ref
    report = load(
        (
            *OLD[:3],
            entry(C, "22870", "Phước Dân", "587", kind="phường"),  # another kind: another unit
            entry(C, "22873", "Phước Sơn", "588"),  # moved
            entry(C, "22891", "Cà Ná", "588"),  # new; 22888 is gone
        ),
        LATER,
    )
    assert balance(report) == (2, 4, 0, 0)
    assert (report.n_ended, report.n_moved, report.n_ended_without_successor) == (2, 1, 1)
    assert queries.unit_by_code("22873", on=LATER).ref == kept
    assert queries.unit_by_code("22873", on=LATER).parent_name == "huyện Thuận Nam"
    assert queries.ancestors_on(kept, FIRST)[-1].name == "Ninh Phước"
    old = queries.unit_by_code("22870", on=date(2023, 12, 31))
    assert [(s.unit.kind, s.share) for s in queries.successors(old.ref)] == [("phường", None)]
    with pytest.raises(queries.UnknownUnit):
        queries.unit_by_code("22888", on=LATER)


def test_rejected_rows_end_nobody(db):
    """The row that could not be read may be the very unit that seems to be missing."""
    load(OLD, FIRST)
    orphan = entry(C, "22888", "Phước Nam", "999")
    report = load((*OLD[:5], orphan), LATER)
    assert balance(report) == (0, 5, 0, 1)
    assert report.n_ended == 0
    assert queries.unit_by_code("22888", on=LATER)


def test_another_spelling_is_an_alias(db):
    load(OLD, FIRST)
    report = load((*OLD[:5], entry(C, "22888", "Phước Năm", "588")), LATER)
    assert balance(report) == (0, 5, 1, 0)
    row = queries.unit_by_code("22888", on=LATER)
    assert row.name == "Phước Nam"
    assert [alias.text for alias in queries.aliases_of(row.ref)] == ["Phước Năm"]
    assert balance(load((*OLD[:5], entry(C, "22888", "Phước Năm", "588")), LATER))[2] == 0


def test_an_older_edition_confirms_and_adds_nothing(db):
    load(OLD, LATER)
    report = load((*OLD[:5], entry(C, "22999", "Cũ", "588")), FIRST)
    assert balance(report) == (0, 5, 0, 1)
    assert "in order of time" in report.rejections[0].fix_en
    different = load((*OLD[:5], entry(C, "22888", "Tên khác", "588")), FIRST)
    assert balance(different) == (0, 5, 0, 1)
    elsewhere = load((*OLD[:5], entry(C, "22888", "Phước Nam", "587")), FIRST)
    assert balance(elsewhere) == (0, 5, 0, 1)


def test_another_source_fills_gaps_and_overwrites_nothing(db):
    load((*OLD[:5], entry(C, "22888", "Phước Nam", "588", latitude=11.5)), FIRST)
    more = entry(C, "22888", "Phước Nam", "588", latitude=11.6, longitude=108.9)
    assert balance(load((*OLD[:5], more), FIRST, source="other")) == (0, 5, 1, 0)
    row = queries.unit_by_code("22888", on=FIRST)
    assert (row.latitude, row.longitude) == (11.5, 108.9)


NEW = (
    entry(P, "56", "Khánh Hòa"),
    entry(C, "22870", "Ninh Phước", "56"),
    entry(C, "22873", "Phước Sơn", "56"),
    entry(C, "22888", "Thuận Nam", "56"),
)
HEIRS = (
    Heir(row=1, old=(P, "58"), new=(P, "56"), share=1.0, reason=Change.MERGE),
    Heir(row=2, old=(C, "22870"), new=(C, "22870"), share=None, reason=Change.SPLIT,
         is_default=False),
    Heir(row=2, old=(C, "22870"), new=(C, "22888"), share=None, reason=Change.SPLIT),
    Heir(row=3, old=(C, "22873"), new=(C, "22873"), share=1.0, reason=Change.RENAME),
    Heir(row=4, old=(C, "22888"), new=(C, "22888"), share=1.0, reason=Change.MERGE),
)  # fmt: skip


def test_a_reform(db):
    load(OLD, FIRST)
    hamlet = operations.add(
        actor=OPERATOR,
        now=NOW,
        parent=queries.unit_by_code("22870", on=FIRST).ref,
        kind="thôn",
        name="Hoài Trung",
        valid_from=FIRST,
    )
    report = load(NEW, REFORM, heirs=HEIRS, continuing=frozenset({(C, "22873")}))
    assert balance(report) == (3, 1, 0, 0)
    assert (report.n_ended, report.n_successions, report.n_stranded) == (5, 4, 0)
    assert report.counts == {"COUNTRY": 1, P: 1, C: 3, H: 1}
    # What goes on keeps its row; the same code under another name is another unit.
    assert (
        queries.unit_by_code("22873", on=FIRST).ref == queries.unit_by_code("22873", on=REFORM).ref
    )
    assert queries.unit_by_code("22888", on=REFORM).name == "Thuận Nam"
    # The hamlet follows the heir that its commune mostly went to, and is where it was before.
    assert queries.ancestors_on(hamlet, REFORM)[-1].name == "Thuận Nam"
    assert queries.ancestors_on(hamlet, FIRST)[-1].name == "Phước Dân"


def test_a_hamlet_without_a_heir_is_counted(db):
    load(OLD, FIRST)
    operations.add(
        actor=OPERATOR,
        now=NOW,
        parent=queries.unit_by_code("22870", on=FIRST).ref,
        kind="thôn",
        name="Hoài Trung",
        valid_from=FIRST,
    )
    edition = [e for e in OLD if e.code != "22870"]
    report = load(edition, LATER)
    assert report.n_stranded == 1
    assert {f.rule for f in validation.validate(LATER).findings} == {"absent"}


def test_a_partial_list(db):
    load(OLD, FIRST)
    hamlets = (
        entry(H, "", "Hoài Trung", "22870", aliases=(("Hoài T.", AliasKind.OTHER),)),
        entry(H, "", "Hoài Ni", "22870", valid_from=date(2022, 1, 1)),
        entry(C, "22892", "Mới", "588", latitude=11.0),
        entry(H, "", "Trong xã mới", "22892"),
        entry(H, "", "Lạc", "99999"),
        entry(C, "22870", "Tên khác", "587", kind="thị trấn"),
        entry(C, "22873", "Phước Sơn", "588"),
    )
    report = load(hamlets, FIRST, whole=False)
    assert balance(report) == (4, 0, 0, 3)
    assert sorted(r.column for r in report.rejections) == ["name", "parent_code", "parent_code"]
    before = rows()
    assert balance(load(hamlets, FIRST, whole=False)) == (0, 4, 0, 3)
    assert rows() == before
    found = queries.find_units("hoai t.", on=FIRST)
    assert [row.full_name for row in found][:1] == ["bản Hoài Trung"]
    assert StoredEdition.objects.count() == 1  # a partial list says nothing of the whole


def test_a_partial_list_completes(db):
    load(OLD, FIRST)
    more = (entry(C, "22888", "Phước Nam", "588", is_remote=True, longitude=108.9),)
    assert balance(load(more, FIRST, whole=False)) == (0, 0, 1, 0)
    assert queries.unit_by_code("22888", on=FIRST).is_remote


def test_terms_in_a_partial_list_do_not_overlap(db):
    load(OLD, FIRST)
    terms = (
        entry(C, "22900", "Một", "588", valid_from=FIRST, valid_to=date(2022, 12, 31), row=2),
        entry(C, "22900", "Hai", "588", valid_from=date(2022, 6, 1), row=3),
        entry(C, "22900", "Ba", "588", valid_from=date(2023, 1, 1), row=4),
    )
    report = load(terms, FIRST, whole=False)
    assert balance(report) == (2, 0, 0, 1)
    assert report.rejections[0].row == 3
    assert queries.unit_by_code("22900", on=date(2022, 7, 1)).name == "Một"
    assert queries.unit_by_code("22900", on=date(2023, 7, 1)).name == "Ba"


def test_steps_alone(db):
    load(OLD, FIRST)
    load(NEW, REFORM, heirs=HEIRS[:1], continuing=frozenset({(C, "22873")}))
    report = load((), REFORM, whole=False, heirs=HEIRS)
    assert balance(report) == (3, 2, 0, 0)  # the province was known, Phước Sơn goes on
    assert balance(load((), REFORM, whole=False, heirs=HEIRS)) == (0, 5, 0, 0)
    unknown = Heir(row=9, old=(C, "00000"), new=(C, "22888"), share=1.0, reason=Change.MERGE)
    other = Heir(row=10, old=(C, "22888"), new=(C, "22870"), share=1.0, reason=Change.MERGE)
    report = load((), REFORM, whole=False, heirs=(unknown, other))
    assert balance(report) == (0, 0, 0, 2)
    assert "went elsewhere whole" in report.rejections[1].why_en


def test_units_made_by_hand_are_not_ended_by_a_first_edition(db):
    UnitFactory(province=True, name="Thử", code="99")
    report = load(OLD, FIRST)
    assert report.n_ended == 0
    assert queries.unit_by_code("99", on=FIRST)
