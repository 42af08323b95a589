"""Who an order is given to: the bodies that lead, that co-ordinate, that answer for it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from phaodai.engines.dispatch.bodies import BodyPhrase
from phaodai.engines.dispatch.heads import Head, HeadReader
from phaodai.engines.dispatch.orders import verb_at
from phaodai.engines.dispatch.units import Unit

_ANSWERING = re.compile(
    r"(?:(?:phai|se|truc\s+tiep|hoan\s+toan|cung|dong\s+thoi)\s+){0,3}"
    r"chiu\s+(?:hoan\s+toan\s+)?trach\s+nhiem(?:\s+(?:toan\s+dien|chinh|ca\s+nhan|truc\s+tiep))?"
    r"(?=\s+(?:truoc|ve|neu|khi|voi|doi|trong|cho|lien)(?!\w)|[\s.;,/)]*$)"
)
_ORDERS_MORE = re.compile(
    r"(?:,|(?<!\w)va)\s+(?:phai|truc\s+tiep|chi\s+dao|to\s+chuc|trien\s+khai|thuc\s+hien|bao\s+cao"
    r"|thuong\s+xuyen|tang\s+cuong|kiem\s+diem|xu\s+ly|giai\s+trinh|khan\s+truong)(?!\w)"
)


class LeadReader(HeadReader):
    """Find the bodies of orders on one page."""

    def title(self, unit: Unit) -> list[BodyPhrase]:
        """Return the body that a title names whole, though its name be unknown.

        Args:
            unit: the title of a clause, nothing more ("2. Phòng Kế hoạch nghiệp vụ").
        """
        at = self._skip_signs(unit.first, unit.after)
        phrase = self.reader.phrase_at(at, unit.after)
        if phrase is None or not phrase.is_named or unit.after - phrase.after > 6:
            return []
        if len(self.reader.list_at(at, unit.after)) > 1 or self.has_duty(phrase.after):
            return []
        rest = range(phrase.after, unit.after)
        if not all(self.words[place].isalnum() or self.words[place] in "-,&" for place in rest):
            return []
        if any(verb_at(self.words, place) > 1 for place in rest):
            return []
        end = self.page.tokens[unit.after - 1].end
        return [replace(phrase, end=end, first=at, after=unit.after)]

    def ordered(self, unit: Unit) -> list[BodyPhrase]:
        """Return the bodies that an introduction gives the list below it to."""
        head = self.head(unit)
        if head.leads and not (len(head.leads) == 1 and self._is_issuer(head.leads[0])):
            return head.leads
        found = self._ordered(unit)
        return found.leads if found is not None else []

    def coordinates(self, unit: Unit) -> list[BodyPhrase]:  # noqa: C901 - one branch per form
        """Return the bodies that a unit names after "phối hợp với"."""
        found: list[BodyPhrase] = []
        seen: set[int] = set()
        for at in range(unit.first, unit.after - 1):
            pair = (self.words[at], self.words[at + 1])
            if pair not in {("phoi", "hop"), ("lien", "ket"), ("hiep", "dong"), ("tri", "cung")}:
                continue
            if self.words[at - 2 : at] in (["cong", "tac"], ["co", "che"], ["quy", "che"]):
                continue
            place = at + 2
            while place < min(unit.after, at + 7) and self.words[place] not in {
                "voi",
                "cung",
                ";",
                ".",
                "(",
            }:
                if place == at + 2 or self.words[place - 1] in {",", "chu", "che"}:
                    direct = self.reader.phrase_at(place, unit.after)
                    if direct is not None and direct.is_named:
                        break
                place += 1
            if place >= unit.after:
                continue
            if self.words[place] in {"voi", "cung"}:
                place += 2 if self.words[place : place + 2] == ["cung", "voi"] else 1
            for phrase in self.reader.list_at(place, unit.after):
                if phrase.start not in seen:
                    seen.add(phrase.start)
                    found.append(phrase)
        return found

    def is_answering(self, unit: Unit, head: Head) -> bool:
        """Say whether a unit does nothing but make bodies answer for the order before it.

        Args:
            unit: the stretch.
            head: the bodies that it names.
        """
        if head.is_condition:
            return False
        at = self.page.tokens[head.content].start if head.content < unit.after else unit.end
        opening = _ANSWERING.match(self.page.folded, at, unit.end)
        return opening is not None and not _ORDERS_MORE.search(
            self.page.folded, opening.end(), unit.end
        )

    _ANSWERS: Final = re.compile(r"(?<!\w)chiu\s+trach\s+nhiem(?!\w)")

    def accountable(self, unit: Unit, leads: list[BodyPhrase]) -> tuple[list[BodyPhrase], bool]:
        """Return who answers for a unit, and whether it is whoever leads.

        Args:
            unit: the stretch.
            leads: bodies that the unit itself names as its leads.
        """
        found: list[BodyPhrase] = []
        for match in self._ANSWERS.finditer(self.page.folded, unit.start, unit.end):
            left = max(
                unit.start,
                self.page.folded.rfind("(", unit.start, match.start()) + 1,
                self.page.folded.rfind(";", unit.start, match.start()) + 1,
            )
            at = self.page.token_at(left)
            stop = self.page.token_at(match.start())
            if leads and (left == unit.start or left <= leads[-1].end <= match.start()):
                return leads, False
            place = at
            listed: list[BodyPhrase] = []
            while place < stop and not listed:
                if self.words[place - 1] not in {"cua", "cho", "voi", "tai", "truoc", "thuoc"}:
                    listed = self.reader.list_at(place, stop)
                    listed = [item for item in listed if item.after <= stop]
                place += 1
            if listed:
                found.extend(item for item in listed if item not in found)
            else:
                return leads, True
        return found, False
