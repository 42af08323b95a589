"""Obligations: what each clause orders, whom, until when, and what figure proves it.

The conventions stand in docs/rules/dispatch.md; in short:

- A paragraph or a clause that introduces a list gives the list its bodies and is no obligation;
  earlier sentences of the same clause are, unless they only make those bodies answer for it.
- The closing formula ("Yêu cầu … nghiêm túc triển khai thực hiện./.") is none.
- Sentences, and parts between semicolons, of one clause stay together while lead, deadline and
  target agree; a part without a deadline of its own does not take its neighbour's. A sentence
  that only dates ("Thời gian hoàn thành chậm nhất …") dates what stands before it, one that only
  makes a body answer ("X chịu trách nhiệm về …") adds that body to what stands before it.
- Bodies are taken from the order itself or an earlier sentence of its paragraph ("clause"), then
  from the clauses above ("parent"), then from the addressees ("addressees").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from phaodai.engines.dispatch.bodies import BodyPhrase
from phaodai.engines.dispatch.clauses import Body, Clause
from phaodai.engines.dispatch.contents import ContentReader
from phaodai.engines.dispatch.deadlines import DeadlineReader
from phaodai.engines.dispatch.dues import NONE, STANDING, Due
from phaodai.engines.dispatch.forms import SILENT_TYPES
from phaodai.engines.dispatch.heads import Head
from phaodai.engines.dispatch.judging import PERFORMS, OrderJudge
from phaodai.engines.dispatch.leads import LeadReader
from phaodai.engines.dispatch.parties import (
    Context,
    Party,
    add_new,
    as_parties,
    names,
    without,
)
from phaodai.engines.dispatch.standing import is_standing
from phaodai.engines.dispatch.tables import Row
from phaodai.engines.dispatch.targets import Target, TargetReader
from phaodai.engines.dispatch.text import Page
from phaodai.engines.dispatch.units import Unit, split_units


@dataclass(slots=True)
class Obligation:
    """One thing that a clause orders.

    Attributes:
        due_cell: the cell of a table of tasks that gives the deadline.
    """

    clause: str | None
    start: int
    end: int
    lead: list[Party]
    coordinate: list[Party]
    accountable: list[Party]
    due: Due
    targets: list[Target]
    confidence: float = 0.9
    is_standing: bool = False
    due_cell: tuple[int, int] | None = None


_PREPARES = re.compile(r"(?:chuan\s+bi|san\s+sang|xay\s+dung|chu\s+dong\s+chuan)")
_ANSWERS = re.compile(r"(?<!\w)chiu\s+(?:hoan\s+toan\s+)?trach\s+nhiem(?!\w)")


def _is_item(path: str | None) -> bool:
    """Say whether a path ends in a dash, a letter or an inline number."""
    last = (path or "").rsplit(".", 1)[-1]
    return last[:1] in {"-", "+", "("} or (last.isalpha() and last.islower())


def _last_sentence(page: Page, units: list[Unit]) -> list[Unit]:
    """Return the last sentence as one unit, its parts between semicolons joined again."""
    if not units:
        return []
    at = len(units) - 1
    while at > 0 and page.folded[units[at - 1].end : units[at - 1].end + 1] == ";":
        at -= 1
    return [_joined(units[at], units[-1])]


def _joined(first: Unit, last: Unit) -> Unit:
    return Unit(first.start, last.end, first.first, last.after)


@dataclass(slots=True)
class _Run:
    """Where the reading of one paragraph stands.

    Attributes:
        stated: the bodies that the clause names first.
        latest: the bodies of the order read last.
        shared: co-ordinators named before a colon: they hold for all that follows it.
        current: the obligation that the next unit may join.
    """

    path: str | None
    context: Context
    mode: str
    stated: list[Party]
    latest: list[Party]
    shared: list[Party]
    current: Obligation | None = None


class ObligationReader:
    """Read the obligations of one document's body."""

    def __init__(
        self,
        leads: LeadReader,
        deadlines: DeadlineReader,
        targets: TargetReader,
        kind: str | None,
        addressees: list[Party],
    ) -> None:
        """Bind the readers and the head of the document.

        Args:
            leads: bodies of orders.
            deadlines: deadlines of orders.
            targets: targets of orders.
            kind: the document's type.
            addressees: who it is sent to, the last resort for a lead.
        """
        self.page = leads.page
        self.leads = leads
        self.deadlines = deadlines
        self.targets = targets
        self.kind = kind
        self.addressees = addressees
        self.judge = OrderJudge(leads, deadlines, kind)
        self.contents = ContentReader(leads)
        self.found: list[Obligation] = []

    def read(self, body: Body) -> list[Obligation]:
        """Return the obligations in order of their spans."""
        if self.kind in SILENT_TYPES:
            return []
        invites = self.kind == "giấy mời"
        opening = self._opening(body, "invite" if invites else "")
        for clause in body.clauses:
            self._clause(clause, opening, "invite" if invites else "order")
        for item in body.closing:
            mode = "invite" if invites else "closing"
            self._stretch(None, [(item.start, item.end)], opening, mode)
        self._rows(None, body.rows)
        for found in self.found:
            self._settle(found)
        self.found.sort(key=lambda item: (item.start, item.end))
        return self.found

    def _opening(self, body: Body, mode: str) -> Context:
        """Read what the introduction orders, and the bodies that it gives the list to."""
        context = Context()
        introduced = False
        for index, item in enumerate(body.opening):
            units = split_units(self.page, item.start, item.end)
            is_last = index == len(body.opening) - 1
            stretch = self.page.folded[item.start : item.end].rstrip(" \n")
            if bool(body.clauses) and (is_last or stretch.endswith(":")):
                for unit in _last_sentence(self.page, units):
                    leads = self.leads.ordered(unit)
                    if leads and not self.addressees:
                        named = as_parties(self.leads.coordinates(unit), "parent")
                        context = Context(as_parties(leads, "parent"), named)
                continue
            plain = "opening" if body.clauses else "listed" if introduced else "whole"
            introduced = introduced or stretch.endswith(":")
            if is_last and stretch.endswith(":"):
                continue
            self._stretch(None, [(item.start, item.end)], context, mode or plain)
        return context

    def _clause(self, clause: Clause, above: Context, mode: str) -> None:
        mode = self.judge.mode(clause, mode)
        own = list(clause.own)
        context = above
        if clause.is_intro and own:
            start, end = own[0]
            units = split_units(self.page, start, end)
            intro = self._introduction(clause, units)
            own[0] = (start, intro.start if intro else end)
            if intro is None or intro.start <= start:
                own = own[1:]
            context = self._intro(intro, above, is_title=clause.heading is not None)
        inner = context if context is above else context.found("clause")
        stated = self._stretch(clause.path, own, inner, mode)
        below = context
        if stated and (not clause.is_intro or context.leads is above.leads):
            inherited = [] if context is above else context.coordinates
            below = Context([item.found("parent") for item in stated], inherited)
        if mode != "silent":
            self._rows(clause.path, clause.rows)
        for child in clause.children:
            self._clause(child, below, mode)

    def _rows(self, path: str | None, rows: list[Row]) -> None:
        """Read the rows of a table of tasks: the columns say who leads, who helps, until when."""
        for row in rows:
            start, end = row.cells["task"]
            named = {role: self._cell(row.cells.get(role)) for role in ("lead", "coordinate")}
            due = self.deadlines.read(start, end)
            due_cell = row.cells.get("due")
            if due_cell is not None:
                cell = self.deadlines.read_cell(*due_cell)
                due = cell if cell is not NONE else due
            made = Obligation(
                path, row.start, row.end, named["lead"] or list(self.addressees),
                named["coordinate"], [], due, self.targets.read(start, end, due),
                due_cell=due_cell,
            )  # fmt: skip
            first, after = self.page.token_at(start), self.page.token_at(end)
            made.is_standing = is_standing(
                self.leads.words, first, after, self.contents.past_bodies
            )
            self.found.append(made)

    def _cell(self, cell: tuple[int, int] | None) -> list[Party]:
        """Read every body of a cell; a name of unknown form is taken whole."""
        if cell is None:
            return []
        found: list[Party] = []
        for match in re.finditer(r"[^;\n]+", self.page.folded[cell[0] : cell[1]]):
            start, end = self.page.trim(cell[0] + match.start(), cell[0] + match.end(), " ,.-+")
            listed = self._listed(self.page.token_at(start), self.page.token_at(end))
            if listed:
                found += as_parties(listed, "clause")
            elif start < end:
                found.append(Party(start, end, "clause", is_named=True, code=""))
        return found

    def _listed(self, at: int, end: int) -> list[BodyPhrase]:
        """Return the bodies of which a cell is made, with any sign between them."""
        found: list[BodyPhrase] = []
        while at < end:
            listed = self.leads.reader.list_at(at, end)
            if not listed:
                return []
            found += listed
            at = listed[-1].after
            while at < end and self.leads.words[at] in {",", "-", "+", ".", "va", "/"}:
                at += 1
        return found

    def _introduction(self, clause: Clause, units: list[Unit]) -> Unit | None:
        """Return the part of a clause's first paragraph that only introduces its items.

        Notes:
            A title introduces whole. So does a chapeau whose first sentence makes bodies answer
            for what the items order ("X chịu trách nhiệm … và thực hiện Kế hoạch …. Trong đó …
            cụ thể như sau:"); otherwise only the last sentence introduces.
        """
        if not units:
            return None
        whole = _joined(units[0], units[-1])
        if clause.heading is not None:
            return whole
        last = _last_sentence(self.page, units)[0]
        if last.start > whole.start and not self.leads.ordered(last):
            head = self.leads.head(units[0])
            before = Unit(whole.start, last.start, whole.first, last.first)
            if head.is_explicit and head.leads and self._answers(before):
                return whole
        return last

    def _answers(self, unit: Unit) -> bool:
        return _ANSWERS.search(self.page.folded, unit.start, unit.end) is not None

    def _intro(self, intro: Unit | None, above: Context, *, is_title: bool) -> Context:
        """Return the bodies that an introduction or a title gives the clauses below it to."""
        if intro is None:
            return above
        leads = self.leads.title(intro) if is_title else []
        leads = leads or self.leads.ordered(intro)
        coordinates = as_parties(self.leads.coordinates(intro), "parent")
        if not leads:
            return Context(above.leads, [*above.coordinates, *coordinates], above.accountables)
        parties = as_parties(leads, "parent")
        answering: list[Party] = []
        if self._answers(intro):
            named, _ = self.leads.accountable(intro, leads)
            answering = as_parties(named or leads, "parent")
        return Context(parties, without(coordinates, parties), answering)

    def _stretch(
        self,
        path: str | None,
        stretches: list[tuple[int, int]],
        context: Context,
        mode: str,
    ) -> list[Party]:
        """Read the obligations of one clause's own text; return the first bodies it names."""
        run = _Run(path, context, mode, [], [], [])
        for start, end in stretches:
            run.latest, run.shared, run.current = [], [], None
            for unit, head in self._units(start, end):
                self._unit(run, unit, head)
        return run.stated

    def _unit(self, run: _Run, unit: Unit, head: Head) -> None:
        """Read one unit: it answers for, dates or goes on with what stands before it, or orders."""
        before = run.current or self._last_of(run.path)
        if before is not None and self.leads.is_answering(unit, head):
            before.end = unit.end
            named = as_parties(head.leads, "clause") or list(before.lead)
            add_new(self.page, before.accountable, named)
            return
        if head.is_explicit and head.leads:
            run.latest = as_parties(head.leads, "clause")
            run.shared = self.contents.shared(unit, head)
            run.stated = run.stated or run.latest
        current = run.current
        if current is not None and self.deadlines.is_only_deadline(unit.start, unit.end):
            self._date(current, unit)
            return
        is_item = bool(run.context.leads) and current is None and _is_item(run.path)
        if not self.judge.is_order(
            unit, head, run.mode, goes_on=current is not None, is_item=is_item
        ):
            if current is not None and run.mode in {"order", "listed"}:
                current.end = unit.end
            return
        made = self._make(run, unit, head)
        if head.is_condition:
            run.latest = []
        if run.mode == "goal" and not made.targets:
            return
        previous = current or self._last_of(run.path)
        if previous is not None and self._is_same(previous, made):
            self._join(previous, made)
            run.current = previous
            return
        run.current = made
        self.found.append(made)

    def _last_of(self, path: str | None) -> Obligation | None:
        """Return the obligation read last when it belongs to the same clause."""
        if path is None or not self.found or self.found[-1].clause != path:
            return None
        return self.found[-1]

    def _units(self, start: int, end: int) -> list[tuple[Unit, Head]]:
        """Cut a stretch into units; a part that only names bodies joins the one after it."""
        result: list[tuple[Unit, Head]] = []
        waiting: Unit | None = None
        for piece in split_units(self.page, start, end):
            unit = _joined(waiting, piece) if waiting is not None else piece
            head = self.leads.head(unit)
            if not head.leads and PERFORMS.match(self.page.folded, unit.start, unit.end):
                given = self.leads.ordered(unit)
                if given:
                    head = Head(given, given[-1].after, is_explicit=True)
            if head.is_bodies_only and self.page.folded[unit.end : unit.end + 1] == ";":
                waiting = unit
                continue
            waiting = None
            result.append((unit, head))
        if waiting is not None:
            result.append((waiting, Head(content=waiting.first)))
        return result

    def _make(self, run: _Run, unit: Unit, head: Head) -> Obligation:
        leads = run.latest or run.context.leads or self.addressees
        coordinates = without(as_parties(self.leads.coordinates(unit), "clause"), leads)
        add_new(self.page, coordinates, run.shared if run.latest else run.context.coordinates)
        answering, is_lead = self.leads.accountable(unit, head.leads)
        accountable = list(leads) if is_lead else as_parties(answering, "clause")
        if not run.latest:
            add_new(self.page, accountable, run.context.accountables)
        prepares = (
            _PREPARES.match(self.page.folded, self.contents.content_place(unit, head)) is not None
        )
        due = self.deadlines.read(unit.start, unit.end, is_preparation=prepares)
        targets = self.targets.read(unit.start, unit.end, due)
        made = Obligation(
            run.path, unit.start, unit.end, list(leads), coordinates, accountable, due, targets
        )
        made.is_standing = self.contents.stands(unit, head)
        return made

    def _is_same(self, current: Obligation, made: Obligation) -> bool:
        if names(self.page, current.lead) != names(self.page, made.lead):
            return False
        if [item.key for item in current.targets] != [item.key for item in made.targets]:
            return False
        return current.due.key == made.due.key

    def _join(self, current: Obligation, made: Obligation) -> None:
        current.end = made.end
        add_new(self.page, current.coordinate, made.coordinate)
        add_new(self.page, current.accountable, made.accountable)

    def _date(self, current: Obligation, unit: Unit) -> None:
        """Let a sentence that only dates extend the order before it."""
        due = self.deadlines.read(unit.start, unit.end)
        current.end = unit.end
        if due.is_strong:
            current.due = due
            current.targets = self.targets.read(current.start, current.end, due)

    def _settle(self, item: Obligation) -> None:
        """Decide between a task and a standing duty, and how sure the reading is."""
        if item.due is NONE and item.is_standing:
            item.due = STANDING
        item.start, item.end = self.page.trim(item.start, item.end, " \n;,")
        sure = {"clause": 0.92, "parent": 0.85, "addressees": 0.7}
        score = min((sure[party.by] for party in item.lead), default=0.45)
        if self.page.is_accentless:
            score -= 0.2
        if item.due.is_inferred or item.due.kind == "event":
            score -= 0.08
        item.confidence = round(max(0.1, score), 2)
