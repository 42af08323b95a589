"""All addresses of pages."""

from django.urls import URLPattern, URLResolver, include, path

from phaodai.delivery.web.home import look
from phaodai.delivery.web.home import views as home
from phaodai.delivery.web.papers.proving import proof

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.today, name="home"),
    path("more/", home.more, name="more"),
    path("reminders/<uuid:ref>/away/", home.put_away, name="put-away"),
    path("look/", look.look, name="look"),
    path("look/choose/", look.choose, name="look-choose"),
    path("brief/", include("phaodai.delivery.web.chairman.urls")),
    path("search/", include("phaodai.delivery.web.search.urls")),
    path("language/", home.language, name="language"),
    path("healthz", home.healthz, name="healthz"),
    path("accounts/", include("phaodai.delivery.web.accounts.urls")),
    path("users/", include("phaodai.delivery.web.accounts.users_urls")),
    path("units/", include("phaodai.delivery.web.units.urls")),
    path("agencies/", include("phaodai.delivery.web.agencies.urls")),
    path("directives/", include("phaodai.delivery.web.directives.urls")),
    path("obligations/", include("phaodai.delivery.web.obligations.urls")),
    path("tasks/", include("phaodai.delivery.web.tasks.urls")),
    path("reports/board/", include("phaodai.delivery.web.reports.board_urls")),
    path("reports/letters/", include("phaodai.delivery.web.reports.letters_urls")),
    path("reports/", include("phaodai.delivery.web.reports.urls")),
    path("compiled/", include("phaodai.delivery.web.editions.urls")),
    path("papers/", include("phaodai.delivery.web.sending.urls")),
    path("papers/", include("phaodai.delivery.web.papers.urls")),
    path("k/<slug:code>/", proof, name="proof"),
    path("forms/", include("phaodai.delivery.web.forms.urls")),
    path("discrepancies/", include("phaodai.delivery.web.discrepancies.urls")),
    path("heads/", include("phaodai.delivery.web.heads.urls")),
    path("reports/", include("phaodai.delivery.web.reports.offline_urls")),
    path("audit/", include("phaodai.delivery.web.audit.urls")),
    path("files/", include("phaodai.delivery.web.files.urls")),
    path("design/", include("phaodai.delivery.web.design.urls")),
]
