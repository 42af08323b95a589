"""The sums of editions: exact, of what is cited and nothing else."""

from uuid import NAMESPACE_OID, UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from phaodai.registers.reports.rules.compiling import Change, Part, Sum, add_up, compare
from phaodai.registers.reports.states import PartStanding

STATES = frozenset({"in_care"})
FIELDS = ("new", "in_care", "tests")
amounts = st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 10**8))


@st.composite
def parts(draw):
    found = []
    for unit in range(draw(st.integers(0, 8))):
        standing = draw(st.sampled_from(list(PartStanding)))
        if standing is PartStanding.MISSING:
            found.append(Part(unit, standing))
        else:
            is_in = standing is PartStanding.INCLUDED
            said = draw(amounts)  # a revision never changes: what it says tells which it is
            cites = uuid5(NAMESPACE_OID, repr(sorted(said.items())))
            found.append(
                Part(unit, standing, cites, said, n_reported=int(is_in), n_carried=int(not is_in))
            )
    return found


@settings(max_examples=500, deadline=None)
@given(parts())
def test_a_sum_is_of_those_who_reported_and_what_is_carried_stands_beside_it(found):
    sums = add_up(found, states=STATES)
    for name in FIELDS:
        having = [part for part in found if name in part.amounts]
        said = [p.amounts[name] for p in having if p.standing is PartStanding.INCLUDED]
        kept = [p.amounts[name] for p in having if p.standing is PartStanding.CARRIED]
        kept = kept if name in STATES else []
        expected = Sum(sum(said), len(said), sum(kept), len(kept))
        assert sums.get(name, Sum()) == expected
        assert (name in sums) == bool(said or kept)  # silence is no zero


@given(parts(), parts())
def test_editions_of_editions_add_up_like_their_parts(left, right):
    both = [Part(unit, PartStanding.INCLUDED, UUID(int=unit + 1), sums=add_up(some, states=STATES))
            for unit, some in enumerate((left, right))]  # fmt: skip
    assert add_up(both, states=STATES) == add_up([*left, *right], states=STATES)


@given(parts(), parts())
def test_what_changed_explains_the_difference_of_the_sums(before, after):
    changes = compare(before, after, states=STATES)
    old, new = add_up(before, states=STATES), add_up(after, states=STATES)
    for name in FIELDS:
        lines = [c for c in changes if c.field == name and c.unit is not None]
        moved = sum((c.after or 0) - (c.before or 0) for c in lines)
        assert moved == new.get(name, Sum()).amount - old.get(name, Sum()).amount
    assert compare(before, before, states=STATES) == ()


def test_a_unit_that_came_or_was_carried_is_named_though_no_figure_moved():
    missing = Part(1, PartStanding.MISSING)
    carried = Part(1, PartStanding.CARRIED, UUID(int=1), {"new": 300, "in_care": 500}, n_carried=1)
    assert compare([missing], [carried], states=STATES) == (
        Change(1, "", None, None),
        Change(None, "in_care", None, 0),
    )
