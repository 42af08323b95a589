"""Compiled reports: added up, signed, accepted or sent back, opened again."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api.fields import Day, Moment, Plain
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.delivery.api.shapes import joined
from phaodai.engines.forms.numbers import PER_ONE
from phaodai.registers.reports.operations import editions as acts
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.queries import editions
from phaodai.registers.reports.queries.editions import MOST, PartRow
from phaodai.registers.reports.rules.compiling import Sum
from phaodai.registers.reports.states import PartStanding, Vouching
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

room = Room("editions")
Reason = Annotated[
    Plain, Field(min_length=10, max_length=1000, description="It stays on record for ever.")
]


class Edition(Schema):
    """What one agency made of the reports below it, by one form of one period."""

    ref: UUID = Field(validation_alias="edition")
    form: str
    day: date = Field(description="The last day of the period.")
    number: int = Field(description="Counted from 1; a later report makes a new edition.")
    is_latest: bool
    agency: UUID = Field(validation_alias="body")
    agency_name: str = Field(validation_alias="body_name")
    unit: UUID
    unit_name: str
    compiled_at: Moment = Field(description="As of which it knows.")
    compiled_by: str
    n_expected: int
    n_reported: int
    n_carried: int = Field(description="Who did not report, and whose earlier state is shown.")
    certified_at: Moment | None
    certified_by: str
    accepted_at: Moment | None
    returned_at: Moment | None


class EditionList(Schema):
    """Editions, the latest period first."""

    items: list[Edition] = Field(description=f"At most {MOST}: narrow them down.")


class EditionSum(Schema):
    """What stands behind one figure."""

    field: str
    amount: float | None = Field(description="Null where nobody stated it: silence is no zero.")
    n: int = Field(description="How many units stated it.")
    carried: float | None = Field(description="Earlier states beside it; never part of it.")
    n_carried: int


class EditionPart(Schema):
    """One unit, with the exact revision or lower edition that is added."""

    unit: UUID
    unit_name: str
    standing: PartStanding
    submission: UUID | None
    edition: UUID | None = Field(description="The lower edition.")
    day: date | None
    number: int = Field(description="Of the revision or lower edition; 0 where nothing is cited.")
    sums: list[EditionSum]


class EditionVoucher(Schema):
    """One act by which somebody vouched for it."""

    act: Vouching
    at: Moment
    by: str
    reason: str
    until: Moment | None = Field(description="When an exception ends.")


class EditionDetail(Edition):
    """An edition with all that it cites."""

    is_locked: bool
    sums: list[EditionSum]
    parts: list[EditionPart]
    vouchers: list[EditionVoucher]


class NewEdition(Schema):
    """What to add up."""

    model_config = ConfigDict(extra="forbid")

    agency: UUID
    form: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")
    day: Day
    carries: bool = Field(
        default=False, description="Put earlier states of those who said nothing beside the sums."
    )


class ReturnOfEdition(Schema):
    """Why it is sent back."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class OpeningOfEdition(Schema):
    """Why it is opened, and for how long."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason
    hours: int = Field(2, ge=1, le=72)


@room.read(
    "/editions", permission=Permission.REPORTS_VIEW, returns=EditionList, name="list_editions"
)
def list_editions(
    request: ApiRequest,
    form: Annotated[str, Query("", max_length=40)],
    day: Annotated[Day | None, Query(None, description="The last day of a period.")],
    agency: UUID | None = None,
) -> Mapping[str, Any]:
    """List compiled reports in sight, the latest period first."""
    body = BodyRef(agency) if agency else None
    return {"items": editions.list_editions(actor=request.actor, body=body, form=form, day=day)}


@room.read(
    "/editions/{uuid:ref}",
    permission=Permission.REPORTS_VIEW,
    returns=EditionDetail,
    name="get_edition",
)
def get_edition(request: ApiRequest, ref: UUID) -> EditionDetail:
    """Show a compiled report with the revision behind every figure."""
    return _shown(request, ref)


@room.act(
    "/editions",
    permission=Permission.REPORTS_COMPILE,
    returns=EditionDetail,
    name="compile_edition",
)
def compile_edition(request: ApiRequest, sent: NewEdition) -> HttpResponse:
    """Add up what those below have reported, as of now; the last edition where nothing is new."""

    def act() -> EditionDetail:
        made = compile_day(
            actor=request.actor,
            body=BodyRef(sent.agency),
            form=sent.form,
            day=sent.day,
            carries=sent.carries,
            now=clock.now(),
        )
        return _shown(request, made.edition)

    return once(request, act)


@room.act(
    "/editions/{uuid:ref}/certify",
    permission=Permission.REPORTS_CERTIFY,
    returns=EditionDetail,
    name="certify_edition",
    status=200,
)
def certify_edition(request: ApiRequest, ref: UUID) -> HttpResponse:
    """Sign a compiled report as the head of its unit."""
    return _judged(request, ref, acts.certify_edition)


@room.act(
    "/editions/{uuid:ref}/accept",
    permission=Permission.REPORTS_WATCH,
    returns=EditionDetail,
    name="accept_edition",
    status=200,
)
def accept_edition(request: ApiRequest, ref: UUID) -> HttpResponse:
    """Take a signed report of a unit below over, and lock it."""
    return _judged(request, ref, acts.accept_edition)


@room.act(
    "/editions/{uuid:ref}/return",
    permission=Permission.REPORTS_WATCH,
    returns=EditionDetail,
    name="return_edition",
    status=200,
)
def return_edition(request: ApiRequest, ref: UUID, sent: ReturnOfEdition) -> HttpResponse:
    """Send a compiled report back; its unit compiles again."""
    return _judged(request, ref, partial(acts.return_edition, reason=sent.reason))


@room.act(
    "/editions/{uuid:ref}/unlock",
    permission=Permission.REPORTS_UNLOCK,
    returns=EditionDetail,
    name="unlock_edition",
    status=200,
)
def unlock_edition(request: ApiRequest, ref: UUID, sent: OpeningOfEdition) -> HttpResponse:
    """Let a unit compile an accepted period again for some hours; then it locks by itself."""
    until = clock.now() + timedelta(hours=sent.hours)
    return _judged(request, ref, partial(acts.unlock_edition, reason=sent.reason, until=until))


def _judged(request: ApiRequest, ref: UUID, operation: Callable[..., None]) -> HttpResponse:
    def act() -> EditionDetail:
        operation(actor=request.actor, edition=ref, now=clock.now())
        return _shown(request, ref)

    return once(request, act, status=200)


def _shown(request: ApiRequest, ref: UUID) -> EditionDetail:
    found = editions.get_edition(actor=request.actor, edition=ref, now=clock.now())
    return EditionDetail.model_validate(
        joined(found.edition, found)
        | {
            "edition": ref,
            "sums": _sums(found.sums),
            "parts": [_part(each) for each in found.parts],
        }
    )


def _part(part: PartRow) -> Mapping[str, Any]:
    return joined(part) | {"edition": part.lower, "sums": _sums(part.sums)}


def _sums(sums: Mapping[str, Sum]) -> list[Mapping[str, Any]]:
    return [
        {
            "field": name,
            "amount": one.amount / PER_ONE if one.n else None,
            "n": one.n,
            "carried": one.carried / PER_ONE if one.n_carried else None,
            "n_carried": one.n_carried,
        }
        for name, one in sums.items()
    ]
