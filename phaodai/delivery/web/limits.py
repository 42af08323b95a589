"""How often one address may ask for a public page."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def is_too_often(request: HttpRequest, *, act: str, most: int) -> bool:
    """Count one look; say whether there were more than `most` in this minute from one address."""
    usage = ratelimit.consume(
        request, app="phaodai", action=act, config={act: f"{most}/m/ip"}, limit_get=True
    )
    return usage is None
