"""Acts on the tree: done, refused, and nothing left behind."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units import operations, queries, validation
from phaodai.foundation.units.models import ParentLink, Succession, Unit, UnitAlias
from phaodai.foundation.units.operations import Part, UnsoundChange
from phaodai.vocabulary.access import Actor, NotAllowed
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import actor_of
from tests.phaodai.factories.units import UnitFactory, country

NOW = datetime(2024, 1, 1, 1, tzinfo=UTC)
DAY = date(2024, 1, 1)
EVE = date(2023, 12, 31)
OPERATOR = Actor(name="operator:test", is_operator=True)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(places):
    """The cast's province with one more commune in each district, and a hamlet."""
    return SimpleNamespace(
        province=places.province,
        district=places.district,
        commune=places.commune,
        next_district=places.next_district,
        other=UnitFactory(name="Phước Dân", parent=places.district),
        far=UnitFactory(name="Phước Nam", parent=places.next_district),
        hamlet=UnitFactory(hamlet=True, name="Hoài Trung", parent=places.commune),
    )


def act(operation, **arguments):
    return operation(**({"actor": OPERATOR, "now": NOW} | arguments))


def state():
    """Everything that an act could leave behind."""
    return (
        list(Unit.objects.order_by("pk").values()),
        list(ParentLink.objects.order_by("pk").values()),
        Succession.objects.count(),
        UnitAlias.objects.count(),
        AuditEvent.objects.count(),
    )


def is_sound():
    return validation.validate(DAY).findings == ()


# The administrator of a district's committee may change what lies below it.
ACTS = {
    "add": lambda t: (
        operations.add,
        {"parent": t.commune.ref, "kind": "thôn", "name": "Mới", "valid_from": DAY},
    ),
    "mend": lambda t: (operations.rename, {"unit": t.commune.ref, "name": "Phước Hãi"}),
    "rename": lambda t: (
        operations.rename,
        {"unit": t.commune.ref, "name": "Phước Mới", "first_day": DAY},
    ),
    "move": lambda t: (
        operations.move,
        {"unit": t.hamlet.ref, "parent": t.other.ref, "first_day": DAY},
    ),
    "merge": lambda t: (
        operations.merge,
        {
            "units": [t.commune.ref, t.other.ref],
            "parent": t.district.ref,
            "kind": "xã",
            "name": "Phước",
            "first_day": DAY,
        },
    ),
    "split": lambda t: (
        operations.split,
        {
            "unit": t.other.ref,
            "parts": [Part(kind="xã", name="Đông"), Part(kind="xã", name="Tây")],
            "first_day": DAY,
        },
    ),
    "close": lambda t: (operations.close, {"unit": t.hamlet.ref, "last_day": EVE}),
    "alias": lambda t: (operations.add_alias, {"unit": t.commune.ref, "text": "P. Hải"}),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_administrator_changes_what_lies_below(tree, administrator, name):
    operation, arguments = ACTS[name](tree)
    act(operation, actor=actor_of(administrator), **arguments)
    assert AuditEvent.objects.get().actor == administrator.username
    assert is_sound()


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["stranger", "sister", "duty_officer"])
def test_nobody_else_does(tree, name, who, request):
    operation, arguments = ACTS[name](tree)
    actor = actor_of(request.getfixturevalue(who))
    before = state()
    with pytest.raises(NotAllowed):
        act(operation, actor=actor, **arguments)
    assert state() == before


def test_moving_into_the_next_unit_needs_both(tree, administrator):
    before = state()
    with pytest.raises(NotAllowed):
        act(
            operations.move,
            actor=actor_of(administrator),
            unit=tree.commune.ref,
            parent=tree.next_district.ref,
            first_day=DAY,
        )
    assert state() == before


def test_add(tree):
    ref = act(
        operations.add, parent=tree.commune.ref, kind="Thôn", name=" Hoài  Ni ", valid_from=DAY
    )
    row = queries.get_unit(ref)
    assert (row.full_name, row.level, row.code) == ("thôn Hoài Ni", UnitLevel.HAMLET, "")
    assert row.path.startswith(tree.commune.path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "huyện"}, "cannot lie below"),
        ({"kind": "cụm gì đó"}, "level of"),
        ({"name": "  "}, "printable"),
        ({"name": "a\x00b"}, "printable"),
        ({"name": "x" * 201}, "printable"),
        ({"kind": "bản", "name": "Hoài Trung"}, "already has"),
        ({"valid_from": date(1999, 1, 1)}, "does not exist from"),
    ],
)
def test_add_refuses(tree, changes, message):
    before = state()
    arguments = {"parent": tree.commune.ref, "kind": "thôn", "name": "Mới", "valid_from": DAY}
    with pytest.raises(UnsoundChange, match=message):
        act(operations.add, **(arguments | changes))
    assert state() == before


def test_a_code_is_borne_once_a_day(tree):
    with pytest.raises(UnsoundChange, match="is in use"):
        act(
            operations.add,
            parent=tree.district.ref,
            kind="xã",
            name="Mới",
            code=tree.commune.code,
            valid_from=DAY,
        )


def test_a_code_is_used_again_after_its_bearer_ended(tree):
    act(operations.close, unit=tree.other.ref, last_day=EVE)
    arguments = {"parent": tree.district.ref, "kind": "xã", "name": "Mới", "code": tree.other.code}
    act(operations.add, **arguments, valid_from=DAY)
    assert queries.unit_by_code(tree.other.code, on=EVE).name == "Phước Dân"
    assert queries.unit_by_code(tree.other.code, on=DAY).name == "Mới"


def test_unknown_units(tree):
    with pytest.raises(operations.UnknownUnit):
        act(operations.add, parent=uuid4(), kind="xã", name="Mới", valid_from=DAY)


def test_mending_keeps_the_unit_and_its_old_spelling(tree):
    ref = act(operations.rename, unit=tree.commune.ref, name="Phước Hãi")
    assert ref == tree.commune.ref
    assert queries.get_unit(ref).full_name == "xã Phước Hãi"
    assert [alias.text for alias in queries.aliases_of(ref)] == ["xã Phước Hải"]
    assert act(operations.rename, unit=ref, name="Phước Hãi") == ref  # a second time: nothing
    assert AuditEvent.objects.count() == 1


def test_a_new_name_from_a_day_is_a_new_unit(tree):
    new = act(
        operations.rename,
        unit=tree.commune.ref,
        name="Phước Hải",
        kind="thị trấn",
        first_day=DAY,
    )
    old = queries.get_unit(tree.commune.ref)
    assert (old.valid_to, queries.get_unit(new).full_name) == (EVE, "thị trấn Phước Hải")
    assert [(s.unit.ref, s.share, s.reason) for s in queries.successors(old.ref)] == [
        (new, 1.0, "RENAME")
    ]
    assert [row.ref for row in queries.children_on(new, DAY)] == [tree.hamlet.ref]
    assert [row.ref for row in queries.children_on(old.ref, EVE)] == [tree.hamlet.ref]
    assert queries.unit_by_code(old.code, on=DAY).ref == new
    assert is_sound()


def test_move_takes_everything_below_along(tree):
    act(operations.move, unit=tree.commune.ref, parent=tree.next_district.ref, first_day=DAY)
    hamlet = Unit.objects.get(pk=tree.hamlet.pk)
    assert hamlet.path == f"{tree.next_district.path}{tree.commune.pk}/{tree.hamlet.pk}/"

    def line(day):
        return [row.name for row in queries.ancestors_on(tree.hamlet.ref, day)]

    assert line(EVE) == ["Việt Nam", "Ninh Thuận", "Ninh Phước", "Phước Hải"]
    assert line(DAY) == ["Việt Nam", "Ninh Thuận", "Thuận Nam", "Phước Hải"]
    assert is_sound()


def test_moving_again_on_the_same_day_leaves_no_empty_term(tree):
    for parent in (tree.next_district, tree.district, tree.next_district):
        act(operations.move, unit=tree.commune.ref, parent=parent.ref, first_day=DAY)
    assert len(queries.parents_of(tree.commune.ref)) == 2
    assert is_sound()


def test_moves_are_told_in_order_of_time(tree):
    act(operations.move, unit=tree.commune.ref, parent=tree.next_district.ref, first_day=DAY)
    with pytest.raises(UnsoundChange, match="already moved"):
        act(operations.move, unit=tree.commune.ref, parent=tree.district.ref, first_day=EVE)


@pytest.mark.parametrize(
    ("unit", "parent", "day", "message"),
    [
        ("district", "district", DAY, "below itself"),
        ("district", "commune", DAY, "below itself"),
        ("commune", "other", DAY, "cannot lie below"),
        ("district", "next_district", DAY, "cannot lie below"),
        ("commune", "next_district", date(2004, 7, 8), "not after the first day"),
        ("commune", "next_district", date(1990, 1, 1), "not after the first day"),
    ],
)
def test_move_refuses(tree, unit, parent, day, message):
    before = state()
    with pytest.raises(UnsoundChange, match=message):
        act(
            operations.move,
            unit=getattr(tree, unit).ref,
            parent=getattr(tree, parent).ref,
            first_day=day,
        )
    assert state() == before


def test_the_root_stays(tree):
    with pytest.raises(UnsoundChange):
        act(operations.close, unit=country().ref, last_day=EVE)
    with pytest.raises(UnsoundChange):
        act(operations.move, unit=country().ref, parent=tree.province.ref, first_day=DAY)


def test_a_closed_unit_is_left_alone(tree):
    act(operations.close, unit=tree.hamlet.ref, last_day=EVE)
    for operation, arguments in (
        (operations.move, {"parent": tree.other.ref, "first_day": DAY}),
        (operations.close, {"last_day": DAY}),
        (operations.rename, {"name": "Khác", "first_day": DAY}),
    ):
        with pytest.raises(UnsoundChange, match="ended"):
            act(operation, unit=tree.hamlet.ref, **arguments)


def test_nothing_is_hung_on_a_closed_unit(tree):
    act(operations.close, unit=tree.other.ref, last_day=EVE)
    with pytest.raises(UnsoundChange, match="does not exist from"):
        act(operations.move, unit=tree.hamlet.ref, parent=tree.other.ref, first_day=DAY)


def test_merge(tree):
    new = act(
        operations.merge,
        units=[tree.commune.ref, tree.far.ref],
        parent=tree.district.ref,
        kind="xã",
        name="Phước Hải",  # the name of one of them may go on
        code=tree.commune.code,
        first_day=DAY,
    )
    assert {s.unit.ref for s in queries.predecessors(new)} == {tree.commune.ref, tree.far.ref}
    assert [row.ref for row in queries.children_on(new, DAY)] == [tree.hamlet.ref]
    assert [row.ref for row in queries.children_on(tree.commune.ref, EVE)] == [tree.hamlet.ref]
    assert queries.children_on(tree.commune.ref, DAY) == []
    assert is_sound()


@pytest.mark.parametrize(
    ("names", "parent", "message"),
    [
        (["commune"], "district", "at least two"),
        (["commune", "commune"], "district", "at least two"),
        (["commune", "district"], "province", "at least two"),
        (["district", "next_district"], "district", "below itself"),
        (["commune", "other"], "far", "cannot lie below"),
    ],
)
def test_merge_refuses(tree, names, parent, message):
    before = state()
    with pytest.raises(UnsoundChange, match=message):
        act(
            operations.merge,
            units=[getattr(tree, name).ref for name in names],
            parent=getattr(tree, parent).ref,
            kind="xã",
            name="Mới",
            first_day=DAY,
        )
    assert state() == before


PARTS = [Part(kind="xã", name="Đông", share=0.6), Part(kind="xã", name="Tây", share=0.4)]


def test_split(tree):
    east, west = act(
        operations.split,
        unit=tree.commune.ref,
        parts=PARTS,
        first_day=DAY,
        children={tree.hamlet.ref: 1},
    )
    steps = queries.successors(tree.commune.ref)
    assert [(s.unit.ref, s.share) for s in steps] == [(east, 0.6), (west, 0.4)]
    assert [row.ref for row in queries.children_on(west, DAY)] == [tree.hamlet.ref]
    assert is_sound()


@pytest.mark.parametrize(
    ("parts", "children", "message"),
    [
        (PARTS[:1], {"hamlet": 0}, "at least two"),
        (PARTS, {}, "which part"),
        (PARTS, {"hamlet": 2}, "not there"),
        (PARTS, {"hamlet": 0, "other": 0}, "another unit"),
        ([PARTS[0], PARTS[0]], {"hamlet": 0}, "sum to 1.2"),
        ([Part(kind="xã", name="Đông"), Part(kind="xã", name="Đông")], {"hamlet": 0}, "already"),
        ([Part(kind="tỉnh", name="Đông"), Part(kind="xã", name="")], {"hamlet": 0}, "printable"),
    ],
)
def test_split_refuses(tree, parts, children, message):
    before = state()
    with pytest.raises(UnsoundChange, match=message):
        act(
            operations.split,
            unit=tree.commune.ref,
            parts=parts,
            first_day=DAY,
            children={getattr(tree, name).ref: place for name, place in children.items()},
        )
    assert state() == before


def test_close_waits_for_what_lies_below(tree):
    with pytest.raises(UnsoundChange, match="still lie below"):
        act(operations.close, unit=tree.commune.ref, last_day=EVE)
    act(operations.close, unit=tree.hamlet.ref, last_day=EVE)
    act(operations.close, unit=tree.commune.ref, last_day=EVE)
    assert is_sound()


def test_a_move_on_record_is_not_overtaken(tree):
    later = date(2024, 6, 1)
    act(operations.move, unit=tree.hamlet.ref, parent=tree.other.ref, first_day=later)
    for operation, arguments in (
        (operations.rename, {"name": "Khác", "first_day": DAY}),
        (operations.split, {"parts": PARTS, "first_day": DAY}),
    ):
        with pytest.raises(UnsoundChange, match="on record to leave"):
            act(operation, unit=tree.commune.ref, **arguments)


def test_an_alias_is_added_once(tree):
    assert act(operations.add_alias, unit=tree.commune.ref, text="Phước  Hải (cũ)") is True
    assert act(operations.add_alias, unit=tree.commune.ref, text="Phước Hải (cũ)") is False
    assert AuditEvent.objects.count() == 1
    assert queries.find_units("phuoc hai (cu)", on=DAY)
