"""Addresses of compiled reports."""

from django.urls import path

from phaodai.delivery.web.editions import edition, judging, listing, rigour, vouching

app_name = "editions"
urlpatterns = [
    path("", listing.editions, name="list"),
    path("compile/", listing.compile_period, name="compile"),
    path("known/", edition.known, name="known"),
    path("rigour/", rigour.rigour, name="rigour"),
    path("reports/", vouching.reports, name="reports"),
    path("reports/accept/", vouching.accept_reports, name="accept-reports"),
    path("reports/<uuid:submission>/certify/", vouching.certify_report, name="certify-report"),
    path("reports/<uuid:submission>/unlock/", vouching.unlock_report, name="unlock-report"),
    path("reports/<uuid:submission>/relock/", vouching.relock_report, name="relock-report"),
    path("<uuid:ref>/", edition.edition, name="edition"),
    path("<uuid:ref>/changes/<uuid:before>/", edition.changes, name="changes"),
    path("<uuid:ref>/field/<slug:field>/", edition.drill, name="drill"),
    path("<uuid:ref>/certify/", judging.certify, name="certify"),
    path("<uuid:ref>/accept/", judging.accept, name="accept"),
    path("<uuid:ref>/return/", judging.give_back, name="return"),
    path("<uuid:ref>/unlock/", judging.unlock, name="unlock"),
]
