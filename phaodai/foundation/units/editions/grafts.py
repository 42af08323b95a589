"""A complete edition grafted on to the tree, in a few statements however many units it has."""

from collections import defaultdict
from datetime import date

from phaodai.foundation.units import ancestry, grafting, rules
from phaodai.foundation.units.editions.statements import (
    WHOLE_LEVELS,
    Edition,
    Entry,
    Key,
    Rejection,
    Report,
    reject,
)
from phaodai.foundation.units.models import ParentLink, Succession, Unit, UnitAlias
from phaodai.foundation.units.states import AliasKind, Change
from phaodai.vocabulary.folding import tone_key
from phaodai.vocabulary.units import UnitLevel

BATCH = 2000
FACTS = ("name_en", "latitude", "longitude", "area_km2", "is_remote")


class Graft:
    """One pass over a complete edition.

    On the first edition of a tree everything is new. On a later day, what goes on keeps its row;
    the rest ends the day before and begins anew. On the day of the last edition or before it,
    another source may only confirm and complete what is there.
    """

    def __init__(self, edition: Edition, root: Unit, *, last: date | None, report: Report) -> None:
        """Read the tree as it stands on the day of the edition."""
        self.edition = edition
        self.root = root
        self.report = report
        levels = [level.value for level in WHOLE_LEVELS]
        standing = Unit.objects.filter(level__in=levels)
        self.is_first = not standing.exists()
        self.is_later = last is None or edition.day > last
        self.ends_what_is_missing = last is not None and self.is_later
        self.first_day = rules.opening_day(edition.day) if self.is_first else edition.day
        self.standing: dict[Key, Unit] = {
            (UnitLevel(unit.level), unit.code): unit
            for unit in standing.valid_on(edition.day)
            if unit.code
        }
        self.parents = ancestry.all_parents_on(edition.day)
        self.placed: dict[Key, Unit] = {}  # what the edition names, old row or new
        self.kept: list[tuple[Entry, Unit]] = []
        self.moved: dict[int, list[int]] = defaultdict(list)  # new parent -> kept units
        self.fresh: list[tuple[Entry, Unit]] = []
        self.succeeded: set[int] = set()

    def run(self) -> None:
        """Write everything; the caller holds the transaction."""
        for level in WHOLE_LEVELS:
            start = len(self.fresh)
            for entry in self.edition.entries:
                if entry.level is level:
                    self._place(entry)
            self._plant([unit for _, unit in self.fresh[start:]])
        ended = self._end()
        for parent, units in self.moved.items():
            grafting.relink(units, parent=parent, day=self.first_day)
        self.report.n_moved = sum(len(units) for units in self.moved.values())
        self._complete()
        if self.is_later:
            self._succeed(ended)
            self._carry_over(ended)
        if self.fresh or self.moved:
            grafting.repath_all(tuple(UnitLevel))

    def _place(self, entry: Entry) -> None:
        parent = self._parent(entry)
        if parent is None:
            self.report.rejections.append(
                reject(
                    entry.row,
                    "parent_code",
                    entry.parent_code,
                    why=("không có đơn vị cấp trên mang mã này", "no unit above bears this code"),
                    fix=(
                        "nạp đơn vị cấp trên trước hoặc sửa mã",
                        "load the unit above first or mend the code",
                    ),
                )
            )
            return
        old = self.standing.get(entry.key)
        if old is not None and self._goes_on(old, entry):
            self._keep(entry, old, parent)
        elif not self.is_later or (old is not None and old.valid_from >= self.first_day):
            self.report.rejections.append(self._contradiction(entry, old))
            if old is not None:
                self.placed[entry.key] = old
        else:
            self._begin(entry, parent)

    def _keep(self, entry: Entry, old: Unit, parent: Unit) -> None:
        self.placed[entry.key] = old
        if self.parents.get(old.pk) != parent.pk:
            if not self.is_later:
                self.report.rejections.append(
                    reject(
                        entry.row,
                        "parent_code",
                        entry.parent_code,
                        why=(
                            "cây đang có đơn vị này thuộc nơi khác vào ngày ấy",
                            "the tree has this unit below another one that day",
                        ),
                        fix=(
                            "kiểm tra ngày của tệp, hoặc dùng `phaodai unit move`",
                            "check the day of the file, or use `phaodai unit move`",
                        ),
                    )
                )
                return
            self.moved[parent.pk].append(old.pk)
        self.kept.append((entry, old))

    def _begin(self, entry: Entry, parent: Unit) -> None:
        unit = Unit(
            level=entry.level.value,
            kind=entry.kind,
            name=entry.name,
            name_key=rules.name_key(entry.name),
            name_en=entry.name_en,
            code=entry.code,
            valid_from=self.first_day,
            parent=parent,
            is_remote=bool(entry.is_remote),
            latitude=entry.latitude,
            longitude=entry.longitude,
            area_km2=entry.area_km2,
        )
        self.placed[entry.key] = unit
        self.fresh.append((entry, unit))

    def _parent(self, entry: Entry) -> Unit | None:
        if not entry.parent_code:
            return self.root
        levels = (entry.parent_level,) if entry.parent_level else reversed(WHOLE_LEVELS)
        for level in levels:
            if rules.DEPTH[level] < rules.DEPTH[entry.level]:
                parent = self.placed.get((level, entry.parent_code))
                if parent is not None:
                    return parent
        return None

    def _goes_on(self, old: Unit, entry: Entry) -> bool:
        is_same = old.kind == entry.kind and old.name_key == rules.name_key(entry.name)
        going_on = self.edition.continuing
        # On its own day or before, an edition tells of no reform: names alone decide.
        if going_on is None or not self.is_later:
            return is_same
        return is_same and entry.key in going_on

    def _contradiction(self, entry: Entry, old: Unit | None) -> Rejection:
        if old is None:
            return reject(
                entry.row,
                "code",
                entry.code,
                why=(
                    f"cây ngày {self.edition.day:%d/%m/%Y} không có đơn vị mang mã này",
                    f"the tree of {self.edition.day.isoformat()} has no unit with this code",
                ),
                fix=(
                    "ấn bản cũ hơn không thêm được: nạp theo thứ tự thời gian, hoặc `unit add`",
                    "an older edition adds nothing: load in order of time, or use `unit add`",
                ),
            )
        return reject(
            entry.row,
            "name",
            f"{entry.kind} {entry.name}",
            why=(
                f"mã {entry.code} đang là {old.full_name} vào ngày ấy",
                f"the code {entry.code} belongs to {old.full_name} that day",
            ),
            fix=(
                "kiểm tra ngày của tệp, hoặc dùng `phaodai unit rename`",
                "check the day of the file, or use `phaodai unit rename`",
            ),
        )

    def _plant(self, units: list[Unit]) -> None:
        Unit.objects.bulk_create(units, batch_size=BATCH)
        ParentLink.objects.bulk_create(
            [
                ParentLink(unit=unit, parent=unit.parent, first_day=unit.valid_from)
                for unit in units
            ],
            batch_size=BATCH,
        )
        self.report.n_added += len(units)

    def _end(self) -> list[tuple[Key, Unit]]:
        """End what was replaced, and what a whole edition no longer names.

        A row that could not be read may be the very unit that seems to be missing, so with
        rejected rows nothing ends for being absent.
        """
        if not self.is_later or self.is_first:
            return []
        ended = []
        for key, unit in self.standing.items():
            now = self.placed.get(key)
            is_missing = now is None and self.ends_what_is_missing and not self.report.rejections
            if is_missing or (now is not None and now is not unit):
                ended.append((key, unit))
        grafting.end([u.pk for _, u in ended], last_day=rules.day_before(self.first_day))
        self.report.n_ended = len(ended)
        return ended

    def _complete(self) -> None:
        """Add what the edition knows of units that go on: places, sizes, other spellings."""
        known: dict[int, set[str]] = defaultdict(set)
        for unit_id, text in UnitAlias.objects.values_list("unit_id", "text"):
            known[unit_id].add(text)
        changed: list[Unit] = []
        aliases: list[UnitAlias] = []
        n_kept = len(self.kept)
        for place, (entry, unit) in enumerate([*self.kept, *self.fresh]):
            wordings = list(entry.aliases)
            if tone_key(entry.name) != tone_key(unit.name):
                wordings.append((entry.name, AliasKind.OTHER))
            new = [(text, kind) for text, kind in wordings if text not in known[unit.pk]]
            aliases += [
                UnitAlias(unit=unit, text=text, key=rules.name_key(text), kind=kind)
                for text, kind in new
            ]
            if place >= n_kept:
                continue
            if self._take_facts(entry, unit):
                changed.append(unit)
            elif not new:
                self.report.n_unchanged += 1
                continue
            self.report.n_updated += 1
        UnitAlias.objects.bulk_create(aliases, batch_size=BATCH)
        Unit.objects.bulk_create(
            changed,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=list(FACTS),
        )

    def _take_facts(self, entry: Entry, unit: Unit) -> bool:
        """Copy facts that differ; a source of an older or the same day only fills gaps."""
        is_changed = False
        for fact in FACTS:
            stated, stored = getattr(entry, fact), getattr(unit, fact)
            is_gap = stored is None or stored == ""
            if stated not in {None, ""} and stated != stored and (self.is_later or is_gap):
                setattr(unit, fact, stated)
                is_changed = True
        return is_changed

    def _succeed(self, ended: list[tuple[Key, Unit]]) -> None:
        """Note what became of the units that ended."""
        gone = dict(ended)
        steps: dict[tuple[int, int], Succession] = {}
        for heir in self.edition.heirs:
            old, new = gone.get(heir.old), self.placed.get(heir.new)
            if old is not None and new is not None and new is not old:
                steps[old.pk, new.pk] = Succession(
                    old=old, new=new, day=self.first_day, share=heir.share, reason=heir.reason
                )
        with_heirs = {old for old, _ in steps}
        if not self.edition.heirs:
            for key, unit in ended:
                # The code went on under another name: the source says no more than that.
                if unit.pk not in with_heirs and (new := self.placed.get(key)) is not None:
                    steps[unit.pk, new.pk] = Succession(
                        old=unit, new=new, day=self.first_day, share=None, reason=Change.RENAME
                    )
        Succession.objects.bulk_create(steps.values(), batch_size=BATCH)
        self.succeeded = {old for old, _ in steps}
        self.report.n_successions = len(steps)
        levels = {level for level, _ in self.placed}
        self.report.n_ended_without_successor = sum(
            unit.pk not in self.succeeded for key, unit in ended if key[0] in levels
        )

    def _carry_over(self, ended: list[tuple[Key, Unit]]) -> None:
        """Hang hamlets on what followed their commune; what is left over is counted."""
        gone = {unit.pk: key for key, unit in ended}
        heirs = {heir.old: heir.new for heir in self.edition.heirs if heir.is_default}
        below = Unit.objects.filter(valid_to=None, parent__valid_to__isnull=False)
        going: dict[int, list[int]] = defaultdict(list)
        for child, parent in below.exclude(level__in=[lv.value for lv in WHOLE_LEVELS]).values_list(
            "pk", "parent_id"
        ):
            key = gone.get(parent)
            new = self.placed.get(heirs.get(key, key)) if key is not None else None
            if new is None:
                self.report.n_stranded += 1
            else:
                going[new.pk].append(child)
        for parent, children in going.items():
            grafting.relink(children, parent=parent, day=self.first_day)
