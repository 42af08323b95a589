"""Addresses of reports."""

from django.urls import include, path, re_path

from phaodai.delivery.web.reports import earlier, filling, held, listing, sent

REPORT = r"(?P<form>[a-z][a-z0-9-]*)/(?P<day>\d{4}-\d{2}-\d{2})"

app_name = "reports"
urlpatterns = [
    path("", listing.report_list, name="list"),
    path("definitions/<slug:digest>.json", filling.definition, name="definition"),
    path("sheets/", include("phaodai.delivery.web.reports.sheets_urls")),
    path("sent/<uuid:submission>/", sent.sent, name="sent"),
    path("sent/<uuid:submission>/settle/", held.settle, name="settle"),
    re_path(rf"^{REPORT}/$", filling.fill, name="form"),
    re_path(rf"^{REPORT}/past\.json$", filling.past, name="past"),
    re_path(rf"^{REPORT}/earlier/$", earlier.earlier, name="earlier"),
    re_path(rf"^{REPORT}/versions/$", sent.versions, name="versions"),
]
