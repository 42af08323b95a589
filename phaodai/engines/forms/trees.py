"""Read the JSON of rules and formulas into trees."""

from collections.abc import Callable, Collection
from typing import Any

from phaodai.engines.forms.expressions import (
    All,
    Compare,
    Comparison,
    Condition,
    Constant,
    Difference,
    Given,
    Not,
    Previous,
    Some,
    Sum,
    Term,
    Usual,
    Value,
)
from phaodai.engines.forms.numbers import LARGEST, PER_ONE, NumberFault, read_number
from phaodai.engines.forms.tables import Fault, Table

DEEPEST = 12  # rules are read by people
_NOTHING = Constant(0)


class Trees:
    """Reads trees of one form.

    Args:
        numbers: Codes of the fields that hold figures.
        fields: Codes of all fields.
        faults: Where to note what is wrong.
    """

    def __init__(
        self, *, numbers: Collection[str], fields: Collection[str], faults: list[Fault]
    ) -> None:
        self.numbers = numbers
        self.fields = fields
        self.faults = faults

    def term(self, data: Any, key: str, depth: int = 0) -> Term:
        """Read a term; a fault is noted and stands for 0."""
        if isinstance(data, str):
            return Value(self._field(data, key, self.numbers))
        if type(data) is int and 0 <= data <= LARGEST:
            return Constant(data * PER_ONE)
        if not isinstance(data, dict) or len(data) != 1 or depth > DEEPEST:
            return self._no_term(key)
        (name, inner) = next(iter(data.items()))
        match name:
            case "previous":
                return Previous(self._field(inner, f"{key}.previous", self.numbers))
            case "number":
                return Constant(self._number(inner, f"{key}.number"))
            case "sum" if isinstance(inner, list) and inner:
                return Sum(
                    tuple(
                        self.term(each, f"{key}.sum[{at}]", depth + 1)
                        for at, each in enumerate(inner, start=1)
                    )
                )
            case "difference" if isinstance(inner, list) and len(inner) == 2:
                return Difference(*self._pair(inner, f"{key}.difference", depth))
            case _:
                return self._no_term(key)

    def condition(self, data: Any, key: str, depth: int = 0) -> Condition:
        """Read a condition; a fault is noted and stands for one that always holds."""
        if isinstance(data, dict) and depth <= DEEPEST:
            for name, read in self._conditions.items():
                if name in data:
                    table = Table(data, key, self.faults)
                    found = read(self, table, name, depth)
                    table.close()
                    return found
        self._fail(
            key,
            f"phải là một điều kiện: {', '.join(self._conditions)}",
            f"has to be a condition: {', '.join(self._conditions)}",
        )
        return All(())

    def _compare(self, table: Table, name: str, depth: int) -> Condition:
        sides = table.take(name)
        tolerance = table.take("tolerance", 0)
        if not isinstance(sides, list) or len(sides) != 2:
            table.fail(name, "phải có đúng hai vế", "has to have two sides")
            return All(())
        left, right = self._pair(sides, table.path(name), depth)
        return Compare(
            Comparison(name), left, right, self._number(tolerance, table.path("tolerance"))
        )

    def _usual(self, table: Table, name: str, _depth: int) -> Condition:
        return Usual(
            field=self._field(table.take(name), table.path(name), self.numbers),
            spread=table.number("spread", least=1, most=100),
            least=table.number("least", least=0, most=LARGEST, default=0) * PER_ONE,
            enough=table.number("enough", least=3, most=28, default=7),
        )

    def _given(self, table: Table, name: str, _depth: int) -> Condition:
        return Given(self._field(table.take(name), table.path(name), self.fields))

    def _several(self, table: Table, name: str, depth: int) -> Condition:
        inner = table.take(name)
        if not isinstance(inner, list) or not inner:
            table.fail(name, "phải là danh sách điều kiện", "has to be a list of conditions")
            return All(())
        conditions = tuple(
            self.condition(each, f"{table.path(name)}[{at}]", depth + 1)
            for at, each in enumerate(inner, start=1)
        )
        return All(conditions) if name == "all" else Some(conditions)

    def _not(self, table: Table, name: str, depth: int) -> Condition:
        return Not(self.condition(table.take(name), table.path(name), depth + 1))

    _conditions: dict[str, Callable[["Trees", Table, str, int], Condition]] = {
        "equal": _compare,
        "at_most": _compare,
        "at_least": _compare,
        "usual": _usual,
        "given": _given,
        "all": _several,
        "any": _several,
        "not": _not,
    }

    def _pair(self, sides: list[Any], key: str, depth: int) -> tuple[Term, Term]:
        return (
            self.term(sides[0], f"{key}[1]", depth + 1),
            self.term(sides[1], f"{key}[2]", depth + 1),
        )

    def _number(self, data: Any, key: str) -> int:
        if type(data) is int and 0 <= data <= LARGEST:
            return data * PER_ONE
        amount = read_number(data, 2) if isinstance(data, str) else NumberFault.NOT_NUMBER
        if isinstance(amount, NumberFault):
            self._fail(
                key,
                "phải là số không âm, số lẻ viết trong ngoặc kép: “0.5”",
                "has to be a number from 0, decimals in quotes: “0.5”",
            )
            return 0
        return amount

    def _field(self, data: Any, key: str, allowed: Collection[str]) -> str:
        if not isinstance(data, str) or data not in allowed:
            what = ("ô số", "field of figures") if allowed is self.numbers else ("ô", "field")
            self._fail(key, f"không có {what[0]} “{data}”", f"there is no {what[1]} “{data}”")
            return ""
        return data

    def _no_term(self, key: str) -> Term:
        self._fail(
            key,
            "phải là tên ô, số, hoặc một trong: previous, number, sum, difference",
            "has to be a field, a number, or one of: previous, number, sum, difference",
        )
        return _NOTHING

    def _fail(self, key: str, vi: str, en: str) -> None:
        self.faults.append(Fault(key, vi, en))
