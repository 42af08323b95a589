"""Forms: what is asked of whom, until when, and by which rules it is judged."""

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from phaodai.delivery.api.fields import On, Page, day_of
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest
from phaodai.engines.forms import dumping
from phaodai.registers.reports.queries import forms
from phaodai.vocabulary.access import Permission, Role

room = Room("forms")


class Form(Schema):
    """The version of a form that holds on a day."""

    code: str
    number: int = Field(description="Send it as `form_version`.")
    title_vi: str
    title_en: str
    level: str = Field(description="Of the units that file it.")
    kind: str = Field(description="Of the agencies that file it.")
    role: Role
    cadence: str
    cutoff: str = Field(description="Clock time in Vietnam before which it has to be here.")
    first_day: date
    digest: str


class FormDetail(Form):
    """A version with its definition."""

    definition: dict[str, Any] = Field(
        description="Fields, rules and the wordings of faults: enough to judge before sending."
    )


@room.read("/forms", permission=Permission.FORMS_VIEW, returns=Page[Form], name="list_forms")
def list_forms(request: ApiRequest, on: On) -> Page[Form]:
    """List the forms of a day; they come in one page."""
    rows = forms.get_active(actor=request.actor, on=day_of(on))
    return Page[Form](items=[Form(**_row(row)) for row in rows], next=None)


@room.read(
    "/forms/{slug:code}", permission=Permission.FORMS_VIEW, returns=FormDetail, name="get_form"
)
def get_form(request: ApiRequest, code: str, on: On) -> FormDetail:
    """Show the version of a form that holds on a day, with its fields and rules."""
    row = forms.get_version(actor=request.actor, code=code, on=day_of(on))
    return FormDetail(**_row(row), definition=dumping.for_browser(row.form))


def _row(row: forms.VersionRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "number": row.number,
        "title_vi": row.form.title.vi,
        "title_en": row.form.title.en,
        "level": row.form.filer.level,
        "kind": row.form.filer.body,
        "role": row.form.filer.role,
        "cadence": row.form.schedule.cadence,
        "cutoff": dumping.dump(row.form)["schedule"]["cutoff"],
        "first_day": row.first_day,
        "digest": row.digest,
    }
