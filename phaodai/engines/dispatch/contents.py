"""What an order says past the bodies it is given to: where it begins, and whether it stands."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.heads import Head
from phaodai.engines.dispatch.judging import PASSIVE
from phaodai.engines.dispatch.leads import LeadReader
from phaodai.engines.dispatch.orders import verb_at
from phaodai.engines.dispatch.parties import Party, as_parties
from phaodai.engines.dispatch.standing import is_standing
from phaodai.engines.dispatch.units import Unit

_CARRIES_OUT = re.compile(r"(?<!\w)chiu\s+trach\s+nhiem\s+(?:thi\s+hanh|thuc\s+hien)(?!\w)")


class ContentReader:
    """Read the words of orders on one page."""

    def __init__(self, leads: LeadReader) -> None:
        """Bind the reader of the orders' bodies."""
        self.page = leads.page
        self.leads = leads

    def stands(self, unit: Unit, head: Head) -> bool:
        """Say whether an order without a time goes on without an end."""
        folded = self.page.folded[unit.start : unit.end]
        at = self.content(unit, head)
        if head.is_condition:
            return False
        if PASSIVE.match(folded) or self.leads.words[at : at + 1] == ["khi"]:
            return True
        if _CARRIES_OUT.search(folded):
            return True
        return is_standing(self.leads.words, at, unit.after, self.past_bodies)

    def past_bodies(self, at: int) -> int:
        """Return the token after the bodies listed at a token, or that token."""
        listed = self.leads.reader.list_at(at, min(at + 60, len(self.leads.words)))
        return listed[-1].after if listed else at

    def content(self, unit: Unit, head: Head) -> int:
        """Return the token that the order proper begins with, past "chủ trì, phối hợp với …:"."""
        if head.leads:
            stop = min(unit.after, head.content + 60)
            for at in range(head.content, stop):
                if self.leads.words[at] == ":" and at + 1 < unit.after:
                    return at + 1
        named = self.leads.coordinates(unit)
        opening = self.leads.words[head.content : head.content + 2]
        if named and opening in (["chu", "tri"], ["phoi", "hop"]):
            after = max(item.after for item in named)
            if after < unit.after and verb_at(self.leads.words, after):
                return after
        return head.content

    def content_place(self, unit: Unit, head: Head) -> int:
        """Return the place in the text that the order proper begins at."""
        tokens = self.page.tokens
        at = self.content(unit, head)
        return tokens[at].start if at < len(tokens) else unit.start

    def shared(self, unit: Unit, head: Head) -> list[Party]:
        """Return the co-ordinators named before a colon: they hold for all that follows it."""
        at = self.content(unit, head)
        if at == head.content or self.leads.words[at - 1] != ":":
            return []
        named = self.leads.coordinates(Unit(unit.start, self.page.tokens[at].start, unit.first, at))
        return as_parties(named, "clause")
