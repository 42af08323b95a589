"""Partial editions: a list of hamlets, a few new communes, steps from old units to new ones."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from phaodai.foundation.units import grafting, rules
from phaodai.foundation.units.editions.grafts import BATCH, FACTS
from phaodai.foundation.units.editions.statements import (
    Edition,
    Entry,
    Heir,
    Rejection,
    Report,
    reject,
)
from phaodai.foundation.units.models import ParentLink, Succession, Unit, UnitAlias
from phaodai.foundation.units.states import AliasKind
from phaodai.vocabulary.units import UnitLevel

Named = tuple[int, str, str]  # parent, kind, name in capitals of its own


class Rowwise:
    """Adds units to the tree one by one in memory and writes them level by level."""

    def __init__(self, edition: Edition, root: Unit, report: Report) -> None:
        """Read every unit once: one query, however many rows follow."""
        self.edition = edition
        self.report = report
        self.root = root
        self.by_code: dict[str, list[Unit]] = defaultdict(list)
        self.by_name: dict[Named, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.order_by("valid_from"):
            self._remember(unit)
        self.aliases: dict[int, set[str]] = defaultdict(set)
        for unit_id, text in UnitAlias.objects.values_list("unit_id", "text"):
            self.aliases[unit_id].add(text)
        self.changed: dict[int, Unit] = {}
        self.new_aliases: list[UnitAlias] = []

    def run(self) -> None:
        """Take the rows from the top level down; the caller holds the transaction."""
        levels: dict[UnitLevel, list[Entry]] = defaultdict(list)
        for entry in self.edition.entries:
            levels[entry.level].append(entry)
        for level in UnitLevel:
            fresh: list[tuple[Entry, Unit]] = []
            for entry in levels[level]:
                self._take(entry, fresh)
            self._plant(fresh)
        UnitAlias.objects.bulk_create(self.new_aliases, batch_size=BATCH)
        Unit.objects.bulk_create(
            self.changed.values(),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=list(FACTS),
        )

    def _take(self, entry: Entry, fresh: list[tuple[Entry, Unit]]) -> None:
        first = entry.valid_from or self.edition.day
        parent = self._parent(entry, first)
        if isinstance(parent, Rejection):
            self.report.rejections.append(parent)
            return
        twin = self._twin(entry, parent, first)
        if twin is not None and twin.pk is not None:  # a row of the same file has no number yet
            problem = self._difference(entry, twin, parent)
            if problem is not None:
                self.report.rejections.append(problem)
            else:
                self._complete(entry, twin)
            return
        problem = self._clash(entry, first)
        if problem is not None:
            self.report.rejections.append(problem)
            return
        unit = Unit(
            level=entry.level.value,
            kind=entry.kind,
            name=entry.name,
            name_key=rules.name_key(entry.name),
            name_en=entry.name_en,
            code=entry.code,
            valid_from=first,
            valid_to=entry.valid_to,
            parent=parent,
            is_remote=bool(entry.is_remote),
            latitude=entry.latitude,
            longitude=entry.longitude,
            area_km2=entry.area_km2,
        )
        self._remember(unit)
        fresh.append((entry, unit))

    def _parent(self, entry: Entry, day: date) -> Unit | Rejection:
        if not entry.parent_code or entry.parent_code == rules.COUNTRY_CODE:
            return self.root if entry.level is UnitLevel.PROVINCE else self._no_parent(entry)
        above = [u for u in self.by_code[entry.parent_code] if _covers(u, day)]
        above = [u for u in above if rules.DEPTH[UnitLevel(u.level)] < rules.DEPTH[entry.level]]
        if len(above) == 1:
            return above[0]
        return self._no_parent(entry, day=day)

    @staticmethod
    def _no_parent(entry: Entry, day: date | None = None) -> Rejection:
        since = f" ngày {day:%d/%m/%Y}" if day else ""
        on = f" on {day.isoformat()}" if day else ""
        return reject(
            entry.row,
            "parent_code",
            entry.parent_code,
            why=(
                f"không có đúng một đơn vị cấp trên mang mã này{since}",
                f"not exactly one unit above bears this code{on}",
            ),
            fix=(
                "sửa mã đơn vị cấp trên, hoặc ngày ở cột valid_from",
                "mend the code of the unit above, or the day in valid_from",
            ),
        )

    def _twin(self, entry: Entry, parent: Unit, first: date) -> Unit | None:
        """Return the unit that the row speaks of, if the tree has it on the row's first day."""
        if entry.code:
            same = [u for u in self.by_code[entry.code] if u.level == entry.level.value]
        else:
            same = self.by_name[parent.pk or id(parent), entry.kind, entry.name.casefold()]
        return next((unit for unit in same if _covers(unit, first)), None)

    def _difference(self, entry: Entry, unit: Unit, parent: Unit) -> Rejection | None:
        name = f"{entry.kind} {entry.name}"
        if (unit.kind, unit.name_key) != (entry.kind, rules.name_key(entry.name)):
            return reject(
                entry.row,
                "name",
                name,
                why=(
                    f"mã {entry.code} đang là {unit.full_name}",
                    f"the code {entry.code} belongs to {unit.full_name}",
                ),
                fix=("sửa mã, hoặc dùng `unit rename`", "mend the code, or use `unit rename`"),
            )
        if unit.parent_id != parent.pk:
            return reject(
                entry.row,
                "parent_code",
                entry.parent_code,
                why=(f"{unit.full_name} đang thuộc nơi khác", f"{unit.full_name} lies elsewhere"),
                fix=("sửa mã, hoặc dùng `unit move`", "mend the code, or use `unit move`"),
            )
        if entry.valid_to is not None and entry.valid_to != unit.valid_to:
            return reject(
                entry.row,
                "valid_to",
                entry.valid_to,
                why=("đơn vị đã có trong cây với ngày kết thúc khác", "the tree has another end"),
                fix=("dùng `unit close`", "use `unit close`"),
            )
        return None

    def _clash(self, entry: Entry, first: date) -> Rejection | None:
        if not entry.code:
            return None
        same = [unit for unit in self.by_code[entry.code] if unit.level == entry.level.value]
        terms = [(unit.valid_from, unit.valid_to) for unit in same]
        if not rules.overlaps(terms, first=first, last=entry.valid_to):
            return None
        return reject(
            entry.row,
            "code",
            entry.code,
            why=(
                "một đơn vị khác mang mã này trong cùng thời gian",
                "another unit bears this code in the same time",
            ),
            fix=("sửa valid_from, valid_to hoặc mã", "mend valid_from, valid_to or the code"),
        )

    def _complete(self, entry: Entry, unit: Unit) -> None:
        is_changed = self._add_aliases(entry, unit)
        for fact in FACTS:
            stated = getattr(entry, fact)
            if stated not in {None, ""} and stated != getattr(unit, fact):
                setattr(unit, fact, stated)
                self.changed[unit.pk] = unit
                is_changed = True
        if is_changed:
            self.report.n_updated += 1
        else:
            self.report.n_unchanged += 1

    def _add_aliases(self, entry: Entry, unit: Unit) -> bool:
        new = [(t, kind) for t, kind in entry.aliases if t not in self.aliases[unit.pk]]
        self.aliases[unit.pk].update(text for text, _ in new)
        self.new_aliases += [
            UnitAlias(unit=unit, text=text, key=rules.name_key(text), kind=AliasKind(kind))
            for text, kind in new
        ]
        return bool(new)

    def _plant(self, fresh: Iterable[tuple[Entry, Unit]]) -> None:
        planted = list(fresh)
        if not planted:
            return
        units = [unit for _, unit in planted]
        Unit.objects.bulk_create(units, batch_size=BATCH)
        ParentLink.objects.bulk_create(
            [
                ParentLink(
                    unit=unit,
                    parent=unit.parent,
                    first_day=unit.valid_from,
                    last_day=unit.valid_to,
                )
                for unit in units
            ],
            batch_size=BATCH,
        )
        for entry, unit in planted:
            self._add_aliases(entry, unit)
        grafting.repath_all([UnitLevel(units[0].level)])
        self.report.n_added += len(units)

    def _remember(self, unit: Unit) -> None:
        if unit.code:
            self.by_code[unit.code].append(unit)
        if unit.parent_id is not None:
            self.by_name[unit.parent_id, unit.kind, unit.name.casefold()].append(unit)


def add_entries(edition: Edition, root: Unit, report: Report) -> None:
    """Add the rows of a partial edition; the rest of the tree stays as it is."""
    Rowwise(edition, root, report).run()


def add_heirs(edition: Edition, report: Report) -> None:
    """Store which unit followed which, for units that both are in the tree.

    The old ones are looked up on the day before the edition, the new ones on its day. A unit that
    went on as it was is its own heir and counts as unchanged.
    """
    before = rules.day_before(edition.day)
    old = {(u.level, u.code): u for u in Unit.objects.valid_on(before).exclude(code="")}
    new = {(u.level, u.code): u for u in Unit.objects.valid_on(edition.day).exclude(code="")}
    known: dict[int, dict[int, float | None]] = defaultdict(dict)
    for old_id, new_id, share in Succession.objects.values_list("old_id", "new_id", "share"):
        known[old_id][new_id] = share
    steps: list[Succession] = []
    for heir in edition.heirs:
        source = old.get((heir.old[0].value, heir.old[1]))
        target = new.get((heir.new[0].value, heir.new[1]))
        if source is None or target is None:
            report.rejections.append(_unknown_end(heir, edition.day, is_old=source is None))
        elif source.pk == target.pk or target.pk in known[source.pk]:
            report.n_unchanged += 1
        elif source.valid_to is None or source.valid_to >= edition.day:
            report.rejections.append(_still_there(heir, source))
        elif (heir.share == 1.0 and known[source.pk]) or 1.0 in known[source.pk].values():
            report.rejections.append(_another_story(heir, source))
        else:
            known[source.pk][target.pk] = heir.share
            steps.append(
                Succession(
                    old=source, new=target, day=edition.day, share=heir.share, reason=heir.reason
                )
            )
    Succession.objects.bulk_create(steps, batch_size=BATCH)
    report.n_added += len(steps)
    report.n_successions = len(steps)


def _unknown_end(heir: Heir, day: date, *, is_old: bool) -> Rejection:
    code = heir.old[1] if is_old else heir.new[1]
    when = rules.day_before(day) if is_old else day
    return reject(
        heir.row,
        "old_id" if is_old else "new_id",
        code,
        why=(
            f"không có đơn vị nào mang mã này ngày {when:%d/%m/%Y}",
            f"no unit bears this code on {when.isoformat()}",
        ),
        fix=("nạp cả hai cây trước rồi nạp lại tệp này", "load both trees first, then this file"),
    )


def _still_there(heir: Heir, unit: Unit) -> Rejection:
    return reject(
        heir.row,
        "old_id",
        heir.old[1],
        why=(
            f"{unit.full_name} vẫn còn, nên không có đơn vị kế tục",
            f"{unit.full_name} still exists, so nothing follows it",
        ),
        fix=("dùng `unit merge` hoặc `unit split`", "use `unit merge` or `unit split`"),
    )


def _another_story(heir: Heir, unit: Unit) -> Rejection:
    return reject(
        heir.row,
        "new_id",
        heir.new[1],
        why=(
            f"cây đã ghi {unit.full_name} ({heir.old[1]}) đi trọn vào nơi khác",
            f"the tree says that {unit.full_name} ({heir.old[1]}) went elsewhere whole",
        ),
        fix=(
            "đối chiếu nghị quyết sắp xếp; hai nguồn không khớp",
            "check the resolution: two sources disagree",
        ),
    )


def _covers(unit: Unit, day: date) -> bool:
    return unit.valid_from <= day and (unit.valid_to is None or unit.valid_to >= day)
