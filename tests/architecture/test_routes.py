"""Every route says who may enter."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Signing in and out is allauth's: it asks for a session wherever one is needed.
FOREIGN = ("accounts/",)


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        name = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield name, entry.callback
        else:
            yield from views(entry, name)


def test_every_route_names_its_permission_or_says_that_it_is_public():
    silent = [
        name
        for name, view in views(get_resolver())
        if not name.startswith(FOREIGN)
        and not hasattr(view, "permission")
        and not getattr(view, "is_public", False)
    ]
    assert silent == []


def test_public_routes_are_few_and_known():
    public = {name for name, view in views(get_resolver()) if getattr(view, "is_public", False)}
    assert public <= {"healthz", "language/"}


def test_routes_were_seen_at_all():
    assert len(list(views(get_resolver()))) > 10
