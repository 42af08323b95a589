"""The administrator's part of the first page: is the installation sound, and who is stuck."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from phaodai.delivery import clock
from phaodai.delivery.health import examining
from phaodai.delivery.health.findings import Status
from phaodai.delivery.web.access import ActorRequest
from phaodai.foundation.accounts import gaps as people
from phaodai.foundation.agencies import gaps as bodies
from phaodai.vocabulary.access import Permission

SHOWN = 8


def health(request: ActorRequest) -> dict[str, Any]:
    """What must be mended, who cannot sign in, which bodies lack a head or an account."""
    findings = list(examining.run(examining.QUICK, clock.real_now()))
    is_english = get_language() == "en"
    wrong = sorted(
        (finding for finding in findings if finding.status in {Status.BAD, Status.WARN}),
        key=lambda finding: finding.status is not Status.BAD,
    )
    day = timezone.localdate()  # posts go by real time
    locked_out = people.list_locked_out(
        request.actor, on=day, needs_second_factor=not settings.DEMO, limit=SHOWN
    )
    headless = bodies.list_headless(
        request.actor, Permission.AGENCIES_MANAGE, on=clock.today(), limit=SHOWN
    )
    silent = people.list_without_accounts(request.actor, on=day, limit=SHOWN)
    return {
        "health": [
            {
                "is_bad": finding.status is Status.BAD,
                "text": finding.en if is_english else finding.vi,
            }
            for finding in wrong
        ],
        "n_sound": len(findings) - len(wrong),
        "n_wrong": len(wrong),
        "n_bad": sum(finding.status is Status.BAD for finding in wrong),
        "lacks": [
            {
                "key": "locked-out",
                "n": locked_out.total,
                "rows": [
                    (row.name, reverse("users:user", args=[row.ref])) for row in locked_out.rows
                ],
                "all": reverse("users:list"),
            },
            {
                "key": "headless",
                "n": headless.total,
                "rows": [
                    (row.name, reverse("agencies:body", args=[row.ref])) for row in headless.rows
                ],
                "all": reverse("agencies:list"),
            },
            {
                "key": "silent",
                "n": silent.total,
                "rows": [
                    (row.full_name, reverse("units:unit", args=[row.ref])) for row in silent.rows
                ],
                "all": reverse("units:list"),
            },
        ],
    }
