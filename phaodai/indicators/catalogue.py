"""The catalogue of the code written into its tables, and what an installation adds to it."""

import re
from datetime import datetime
from typing import Any

from django.db import connections, transaction

from phaodai.foundation.audit import operations as audit
from phaodai.indicators import dimensions, policies
from phaodai.indicators.models import Disease, Indicator, Stratum
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import MEASURES, Kind

LOCAL = re.compile(r"local\.[a-z][a-z0-9_]{2,40}")
DISEASE = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,39}")
_TABLES = {"indicators_indicator", "indicators_disease", "indicators_stratum"}
_TEXTS = ("label_vi", "label_en", "definition_vi", "definition_en")


class BadLocalCode(ValueError):
    """A local code is `local.` and a word of 3 to 41 small letters, digits and underscores."""


class BadLocalIndicator(ValueError):
    """A local indicator lacks a wording, has an unknown measure, or is no flow and no stock."""


class CodeTaken(Exception):
    """There is one of that code."""


def write_catalogue(*, using: str = "default", **_signal: Any) -> None:
    """Bring the tables up to the catalogue; a code that left it is kept for its old values."""
    if not {*connections[using].introspection.table_names()} >= _TABLES:
        return  # migrated back to before the tables
    dimensions.forget()
    wordings = ["kind", "label_vi", "label_en", "measure"]
    wordings += ["definition_vi", "definition_en", "defined_in"]
    Indicator.objects.using(using).bulk_create(
        [
            Indicator(
                code=entry.code,
                kind=entry.kind,
                label_vi=entry.label_vi,
                label_en=entry.label_en,
                measure=entry.measure,
                definition_vi=entry.definition_vi,
                definition_en=entry.definition_en,
                defined_in=entry.source,
            )
            for entry in CATALOGUE.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=wordings,
    )
    Disease.objects.using(using).bulk_create(
        [
            Disease(code=disease.code, label_vi=disease.label_vi, label_en=disease.label_en)
            for disease in DISEASES.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["label_vi", "label_en"],
    )
    Stratum.objects.using(using).get_or_create(code="")


@transaction.atomic
def add_local(
    *,
    actor: Actor,
    code: str,
    kind: Kind,
    label_vi: str,
    label_en: str,
    measure: str,
    definition_vi: str,
    definition_en: str,
    now: datetime,
) -> None:
    """Add an indicator of this installation: shown and summed, never decided on.

    Raises:
        NotAllowed: The actor is no administrator.
        BadLocalCode: The code does not begin with `local.`, or has other letters.
        BadLocalIndicator: A wording is empty or too long, the measure is unknown, or it is
            neither a flow nor a stock: a ratio would have no parts to be made of.
        CodeTaken: It exists.
    """
    policies.check_can_manage(actor)
    if LOCAL.fullmatch(code) is None:
        raise BadLocalCode(code)
    if kind not in (Kind.FLOW, Kind.STOCK):
        raise BadLocalIndicator(f"kind {kind}: FLOW, STOCK")
    if measure not in MEASURES:
        raise BadLocalIndicator(f"measure {measure}: {', '.join(MEASURES)}")
    wordings = dict(
        zip(
            _TEXTS,
            (text.strip() for text in (label_vi, label_en, definition_vi, definition_en)),
            strict=True,
        )
    )
    for name, text in wordings.items():
        if not text or (name.startswith("label") and len(text) > 200):
            raise BadLocalIndicator(f"{name}: 1–200")
    if Indicator.objects.filter(code=code).exists():
        raise CodeTaken(code)
    Indicator.objects.create(
        code=code, kind=kind, is_local=True, measure=measure, defined_in="local", **wordings
    )
    _record(actor, "indicator.add", code, now)


@transaction.atomic
def add_disease(*, actor: Actor, code: str, label_vi: str, label_en: str, now: datetime) -> None:
    """Add a disease that figures may be about: a new outbreak waits for no new version.

    Raises:
        NotAllowed: The actor is no administrator.
        BadLocalCode: The code has other signs than letters, digits and hyphens.
        BadLocalIndicator: A wording is empty or too long.
        CodeTaken: A disease bears it, in whatever case.
    """
    policies.check_can_manage(actor)
    if DISEASE.fullmatch(code) is None:
        raise BadLocalCode(code)
    for text in (label_vi, label_en):
        if not 0 < len(text.strip()) <= 200:
            raise BadLocalIndicator("label: 1–200")
    if Disease.objects.filter(code__iexact=code).exists():
        raise CodeTaken(code)
    Disease.objects.create(code=code, label_vi=label_vi.strip(), label_en=label_en.strip())
    _record(actor, "disease.add", code, now)


def _record(actor: Actor, action: str, code: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="indicator",
        subject_ref=None,
        details={"code": code},
        at=now,
    )
