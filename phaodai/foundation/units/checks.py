"""What must hold before the tree is changed, asked of its rows."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q

from phaodai.foundation.units import rules
from phaodai.foundation.units.models import ParentLink, Unit
from phaodai.foundation.units.rules import UnsoundChange
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


def level_of(unit: Unit) -> UnitLevel:
    """Return the level of a unit."""
    return UnitLevel(unit.level)


def parent_of(unit: Unit) -> Unit:
    """Return the unit above one that is not the country."""
    assert unit.parent is not None  # noqa: S101 - only the country has none; a check constraint
    return unit.parent


def check_not_country(unit: Unit) -> None:
    """Refuse to change the root."""
    if unit.level == UnitLevel.COUNTRY:
        raise UnsoundChange("gốc của cây không thay đổi được", "the root cannot be changed")


def check_open(unit: Unit, day: date) -> None:
    """Refuse to end a unit before the day if it has ended or was moved on that day or later."""
    rules.check_open(
        valid_from=unit.valid_from, valid_to=unit.valid_to, day=day, name=unit.full_name
    )
    if ParentLink.objects.filter(unit=unit, last_day=None, first_day__gte=day).exists():
        raise UnsoundChange(
            f"{unit.full_name} đã được chuyển vào ngày {day:%d/%m/%Y} hoặc sau đó",
            f"{unit.full_name} was already moved on {day.isoformat()} or later",
        )


def check_holds(parent: Unit, day: date) -> None:
    """Refuse a parent that has ended or does not exist yet on the day."""
    if parent.valid_to is not None or parent.valid_from > day:
        raise UnsoundChange(
            f"{parent.full_name} không tồn tại từ ngày {day:%d/%m/%Y} trở đi",
            f"{parent.full_name} does not exist from {day.isoformat()} on",
        )


def check_free(parent: Unit, *, name: str, kind: str, day: date, but: Unit | None = None) -> None:
    """Refuse a second unit of the same kind and name below one parent."""
    twins = Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        parent=parent,
        kind=kind,
        name_key=rules.name_key(name),
    )
    if any(twin.name == name for twin in twins if but is None or twin.pk != but.pk):
        raise UnsoundChange(
            f"{parent.full_name} đã có {kind} {name}",
            f"{parent.full_name} already has {kind} {name}",
        )


def check_code(code: str, level: UnitLevel, *, day: date) -> None:
    """Refuse a code that another unit of the level bears on the day or later."""
    if not code:
        return
    terms = Unit.objects.filter(code=code, level=level.value).values_list("valid_from", "valid_to")
    if rules.overlaps(terms, first=day, last=None):
        raise UnsoundChange(
            f"mã {code} còn được dùng từ ngày {day:%d/%m/%Y}",
            f"the code {code} is in use on or after {day.isoformat()}",
        )


def check_places(below: Sequence[Unit], places: Mapping[UnitRef, int], *, n_parts: int) -> None:
    """Refuse a list of children that is not exactly what lies below, part by part."""
    refs = {UnitRef(child.ref) for child in below}
    missing = [child.full_name for child in below if UnitRef(child.ref) not in places]
    if missing:
        raise UnsoundChange(
            f"chưa nêu đơn vị mới của: {', '.join(missing)}",
            f"say which part these go to: {', '.join(missing)}",
        )
    if not set(places) <= refs or any(not 0 <= place < n_parts for place in places.values()):
        raise UnsoundChange(
            "danh sách đơn vị trực thuộc nêu đơn vị khác hoặc phần không có",
            "the list of children names another unit or a part that is not there",
        )


def clean_name(text: str) -> str:
    """Return a name with single spaces, or refuse what cannot be one."""
    name = " ".join(text.split())
    if not name or len(name) > 200 or not name.isprintable():
        raise UnsoundChange(
            "tên phải có từ 1 đến 200 ký tự in được", "a name has 1 to 200 printable characters"
        )
    return name


def sprout(
    parent: Unit, *, kind: str, name: str, code: str, day: date, level: UnitLevel | None
) -> Unit:
    """Return a unit that may stand below the parent from the day on, not saved yet."""
    word, wording = " ".join(kind.lower().split()), clean_name(name)
    if level is None:
        raise UnsoundChange(
            f"không rõ {kind!r} thuộc cấp nào", f"the level of {kind!r} is not known: name it"
        )
    if not word or len(word) > 40:
        raise UnsoundChange("thiếu loại đơn vị", "the kind of the unit is missing")
    rules.check_parent(level, level_of(parent))
    check_code(code.strip(), level, day=day)
    check_free(parent, name=wording, kind=word, day=day)
    return Unit(
        level=level.value,
        kind=word,
        name=wording,
        name_key=rules.name_key(wording),
        code=code.strip(),
        valid_from=day,
    )


def children_from(unit: Unit, day: date) -> list[Unit]:
    """Return what hangs on a unit on the day or later; ended units stay where they were.

    Raises:
        UnsoundChange: One of them is on record to leave the unit on a later day.
    """
    links = ParentLink.objects.filter(Q(last_day=None) | Q(last_day__gte=day), parent=unit)
    below = list(Unit.objects.filter(pk__in=links.values("unit")).order_by("pk"))
    for child in below:
        if child.parent_id != unit.pk:
            raise UnsoundChange(
                f"{child.full_name} đã được ghi sẽ rời {unit.full_name} vào một ngày sau đó",
                f"{child.full_name} is on record to leave {unit.full_name} on a later day",
            )
    return below
