"""A paper as its pages show it: the editor's blocks, the printed picture, what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from phaodai.delivery import clock
from phaodai.delivery.documents.compiled import contents_of, names_of
from phaodai.delivery.documents.drafting import Draft, draft_of, drawn
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.papers import editing, words
from phaodai.engines.forms.definition import Form
from phaodai.engines.papers.layout import lay_out
from phaodai.engines.papers.model import Paper
from phaodai.engines.papers.templates import Contents, Fault, check, check_text, typed_numbers
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.queries.papers import PaperRow, get_paper
from phaodai.registers.reports.wording import Content

_SHOWN = 90  # characters of a present value in the list of names
LINE, MOST_LINES = 56, 10  # characters of a line of a block's field, and lines without scrolling


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the editor."""

    place: str  # as a machine reads it back
    after: str  # where one comes that is added beneath it
    n: int
    kind: str
    text: str
    rows: str  # lines of its field
    when: str
    when_said: str
    each: str
    each_said: str
    faults: Sequence[str]
    is_first: bool
    is_last: bool
    is_at_hand: bool


def find(request: ActorRequest, ref: UUID) -> PaperRow:
    """Return a paper.

    Raises:
        Http404: There is none in sight.
    """
    try:
        return get_paper(actor=request.actor, paper=ref)
    except NotFound as error:
        raise Http404 from error


def draft(request: ActorRequest, row: PaperRow) -> Draft:
    """Return what a paper is drafted from.

    Raises:
        Http404: Its edition is out of sight.
    """
    try:
        return draft_of(actor=request.actor, row=row, now=clock.now())
    except NotFound as error:
        raise Http404 from error


def proof_address(request: HttpRequest, row: PaperRow) -> str:
    """Return the address, whole, that proves a paper."""
    return request.build_absolute_uri(reverse("proof", args=[row.code]))


def faults_of(content: Content, found: Draft) -> list[Fault]:
    """Return what is wrong with a wording; block 0 is its subject."""
    names = names_of(found.known.today.form)
    return [*check_text(content.subject, names), *check(content.parts, names)]


def paper(request: HttpRequest, found: Draft, row: PaperRow, content: Content) -> Paper:
    """Return the paper of a wording without faults."""
    return drawn(found, row, content, target=proof_address(request, row))


def picture(paper: Paper) -> dict[str, Any]:
    """Return what the printed picture of a paper is drawn from."""
    return {"sheet": lay_out(paper), "form": paper.form.value}


def editor(
    data: Mapping[str, Any], faults: Sequence[Fault], *, form: Form, at_hand: int | None = None
) -> dict[str, Any]:
    """Return the blocks and choices of the editor; `form` is the one that is compiled."""
    parts = data["parts"]
    return {
        "data": data,
        "lines": {key: "\n".join(data[key]) for key in ("addressees", "copies", "authority")},
        "subject_faults": [words.fault_said(each) for each in faults if each.block == 0],
        "blocks": [
            Block(
                place=str(at), after=str(at + 1), n=at + 1, kind=editing.kind_of(part),
                text=part.get("text", ""), rows=_rows(part.get("text", "")),
                when=part.get("when", ""), when_said=words.name_said(part.get("when", ""), form),
                each=part.get("each", ""), each_said=words.name_said(part.get("each", ""), form),
                faults=[words.fault_said(each) for each in faults if each.block == at + 1],
                is_first=at == 0, is_last=at == len(parts) - 1, is_at_hand=at == at_hand,
            )
            for at, part in enumerate(parts)
        ],
        "n": str(len(parts)),
        "kinds": words.KINDS.items(),
        "paper_forms": words.FORMS.items(),
        "urgencies": words.URGENCIES.items(),
    }  # fmt: skip


def names(found: Draft) -> dict[str, Any]:
    """Return what a wording may name, with what stands there at present."""
    form, contents = found.known.today.form, contents_of(found.known)
    known = names_of(form)
    return {
        "values": [
            (f"{{{name}}}", words.name_said(name, form), _said(contents, name))
            for name in sorted(known.values)
        ],
        "lists": [
            (name, words.name_said(name, form),
             " ".join(f"{{{name}.{key}}}" for key in sorted(keys)),
             str(len(contents.lists.get(name, ()))))
            for name, keys in sorted(known.lists.items())
        ],
    }  # fmt: skip


def typed(paper: Paper, content: Content) -> list[tuple[str, str]]:
    """Return the numbers that somebody typed, once each, with why they stand there."""
    return [
        (number, content.typed.get(number, "")) for number in dict.fromkeys(typed_numbers(paper))
    ]


def _rows(text: str) -> str:
    return str(min(MOST_LINES, max(1, ceil(len(text) / LINE))))


def _said(contents: Contents, name: str) -> str:
    text = "".join(run.text for run in contents.values.get(name, ()))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
