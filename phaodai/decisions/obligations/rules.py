"""How a figure is held against a target; `docs/rules/obligations.md` says the same in words."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from phaodai.decisions.obligations.states import WORST_FIRST, Phase, State
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Kind

VERSION = 1  # of these rules; kept with every assessment
HERE = ZoneInfo("Asia/Ho_Chi_Minh")

# Days after which a figure is too old to decide by, by how its indicator combines.
FRESH_DAYS = {Kind.FLOW: 1, Kind.STOCK: 3, Kind.OWN: 7}
# What changes seldom, and is stated when it does.
FRESH_DAYS_OF = {
    "command.tracing_teams": 31,
    "levels.level": 14,  # assessed every week or two
    "plans.issued": 31,
    "plans.required": 31,
    "population.count": 36_500,  # of the last census, whenever that was
    "preparedness.isolation_places": 31,
    "treatment.beds": 31,
    "treatment.mobile_stations": 31,
}
UPWARD = frozenset({">=", ">"})
COMPARATORS = frozenset({"<", "<=", "=", ">=", ">"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one source says about the figure of one target.

    Args:
        value: In the measure of the indicator; None where nobody said anything usable.
        n_reported: How many statements it is made of.
        n_expected: How many there would be if nobody were silent.
        day: The oldest day it rests on.
        known_at: When the newest of its parts was published.
        source: Who says it.
        basis: 1 stated, 2 counted.
        numerator: Of a ratio.
        denominator: Of a ratio.
        scale: Of a ratio: what the quotient is multiplied by.
        is_floor: What is missing can only raise the value: sums of what is never negative, and
            ratios whose denominator is whole.
        is_stale: All of it is too old; the value is shown and decides nothing.
    """

    value: Decimal | None
    n_reported: int
    n_expected: int
    day: date | None = None
    known_at: datetime | None = None
    source: str = ""
    basis: int = 0
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    scale: int = 1
    is_floor: bool = False
    is_stale: bool = False

    @property
    def is_complete(self) -> bool:
        """Say whether nobody is silent."""
        return 0 < self.n_expected == self.n_reported

    @property
    def is_usable(self) -> bool:
        """Say whether there is a fresh value."""
        return self.value is not None and not self.is_stale


NOTHING = Known(value=None, n_reported=0, n_expected=0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a figure says about a target.

    Args:
        state: Met or not, or why that cannot be said.
        phase: Where the target stands against its last day.
        margin: Value - demanded, in the measure; None without a value.
        per_day: How much has to be won a day to arrive by the last day, that day included;
            negative where the figure has to fall. None where there is nothing to win or no term.
    """

    state: State
    phase: Phase
    margin: Decimal | None = None
    per_day: Decimal | None = None

    @property
    def is_missed(self) -> bool:
        """Say whether the last day is past and the target was not met."""
        return self.phase is Phase.OVER and self.state is not State.MET


def judge(
    *, indicator: str, comparator: str, demanded: Decimal, figure: Known, day: date,
    last_day: date | None,
) -> Judgement:  # fmt: skip
    """Hold a figure against what is demanded.

    Args:
        indicator: Code of the catalogue.
        comparator: "<", "<=", "=", ">=" or ">".
        demanded: In the measure of the indicator.
        figure: What is known.
        day: The day on which it is judged.
        last_day: Of the target; None = it has none.

    Raises:
        ValueError: There is no such comparator.
    """
    if comparator not in COMPARATORS:
        raise ValueError(f"no comparator {comparator!r}")
    phase = _phase(day, last_day)
    if figure.value is None or not _is_whole_where_it_must(indicator, figure.value):
        return Judgement(State.NO_FIGURE, phase)
    margin = figure.value - demanded
    if figure.is_stale:
        return Judgement(State.NO_FIGURE, phase, margin)
    order = _order(figure, demanded)
    state = _decided(comparator, order) if figure.is_complete else _known_already(
        comparator, order, is_floor=figure.is_floor
    )  # fmt: skip
    per_day = None
    if phase is Phase.ON_THE_WAY and state is not State.MET and last_day is not None and margin:
        per_day = -margin / ((last_day - day).days + 1)
    return Judgement(state, phase, margin, per_day)


def worst(states: list[State]) -> State:
    """Return the state that speaks for all of an obligation's targets."""
    return min(states, key=WORST_FIRST.index)


def fresh_days(indicator: str) -> int:
    """Return how old a statement may be; a ratio is as old as its numerator."""
    entry = CATALOGUE[indicator]
    if entry.kind is Kind.RATIO:
        return fresh_days(entry.numerator)
    return FRESH_DAYS_OF.get(indicator, FRESH_DAYS[entry.kind])


def local_day(moment: datetime) -> date:
    """Return the day in Vietnam."""
    return moment.astimezone(HERE).date()


def _phase(day: date, last_day: date | None) -> Phase:
    if last_day is None:
        return Phase.STANDING
    return Phase.OVER if day > last_day else Phase.ON_THE_WAY


def _order(figure: Known, demanded: Decimal) -> int:
    """Return -1, 0 or 1 as the value is below, at or above; a quotient is never rounded."""
    if figure.numerator is not None and figure.denominator is not None:
        left, right = figure.numerator * figure.scale, demanded * figure.denominator
    else:
        assert figure.value is not None  # noqa: S101 - the caller looked
        left, right = figure.value, demanded
    return (left > right) - (left < right)


def _decided(comparator: str, order: int) -> State:
    holds = {
        "<": order < 0, "<=": order <= 0, "=": order == 0, ">=": order >= 0, ">": order > 0
    }[comparator]  # fmt: skip
    return State.MET if holds else State.NOT_MET


def _known_already(comparator: str, order: int, *, is_floor: bool) -> State:
    """Judge where units are silent: by what no later word of theirs can change."""
    if not is_floor:
        return State.PARTLY
    if comparator in UPWARD:
        met = order > 0 if comparator == ">" else order >= 0
        return State.MET if met else State.PARTLY
    beyond = order >= 0 if comparator == "<" else order > 0
    return State.NOT_MET if beyond else State.PARTLY


def _is_whole_where_it_must(indicator: str, value: Decimal) -> bool:
    return CATALOGUE[indicator].measure != "level" or value == value.to_integral_value()
