"""All addresses of pages."""

from importlib.util import find_spec

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
    if find_spec(f"phaodai.delivery.web.{room}") and find_spec(
        f"phaodai.delivery.web.{room}.urls"
    ):
        urlpatterns.append(path(f"{room}/", include(f"phaodai.delivery.web.{room}.urls")))
