"""What tests of the pages of reports share: the commune, its form of the product, a good report."""

import re
from datetime import date, timedelta

from django.test import Client

from phaodai.engines.forms.definition import FieldKind, Form
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import definitions
from phaodai.registers.reports.models import FormVersion
from phaodai.registers.reports.operations import forms
from tests.phaodai.conftest import NOW, OPERATOR, TODAY

YESTERDAY = TODAY - timedelta(days=1)
FORM = "daily-commune"


def install(*bodies: Body) -> Form:
    """Bring the forms of the product into force, and let bodies be the committees of communes."""
    forms.install_builtin(actor=OPERATOR, now=NOW - timedelta(days=40))
    Body.objects.filter(pk__in=[body.pk for body in bodies]).update(kind="people_committee")
    return definitions.stored(FormVersion.objects.get(form__code=FORM))


def good(form: Form, **changes: str) -> dict[str, str]:
    """Return values that keep every rule: nothing happened, and little is there."""
    values = {}
    for field in form.fields():
        if field.formula is not None or field.kind is FieldKind.TEXT:
            continue
        values[field.code] = "same" if field.kind is FieldKind.CHOICE else "0"
    return {**values, **changes}


def address(day: date = TODAY) -> str:
    return f"/reports/{FORM}/{day.isoformat()}/"


def hidden(content: str, name: str, at: int = -1) -> str:
    """Return a hidden field of the page; of several forms, of the last one."""
    return re.findall(rf'name="{name}" value="([^"]*)"', content)[at]


def written(values: dict[str, str], **comments: str) -> dict[str, str]:
    """Return what a browser sends of them."""
    fields = {f"v-{name}": text for name, text in values.items()}
    return fields | {f"c-{name.replace('__', '.')}": text for name, text in comments.items()}


def fill(
    client: Client, values: dict[str, str], *, day: date = TODAY, do: str = "send", **more: str
):
    """Open the form, write and press a button; comments are named c_…"""
    page = client.get(address(day)).content.decode()
    comments = {name[2:]: text for name, text in more.items() if name.startswith("c_")}
    rest = {name: text for name, text in more.items() if not name.startswith("c_")}
    data = {name: hidden(page, name) for name in ("id", "base", "version")}
    return client.post(address(day), data | written(values, **comments) | {"do": do} | rest)
