"""All addresses of pages."""

from contextlib import suppress

from django.urls import URLPattern, URLResolver, include, path

from phaodai.delivery.web.home import views as home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.today, name="home"),
    path("more/", home.more, name="more"),
    path("language/", home.language, name="language"),
    path("healthz", home.healthz, name="healthz"),
    path("accounts/", include("phaodai.delivery.web.accounts.urls")),
    path("users/", include("phaodai.delivery.web.accounts.users_urls")),
    path("design/", include("phaodai.delivery.web.design.urls")),
]
for room in ("units", "agencies", "directives", "audit"):
    with suppress(ImportError):
        urlpatterns.append(path(f"{room}/", include(f"phaodai.delivery.web.{room}.urls")))
