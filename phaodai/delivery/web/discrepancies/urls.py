"""Addresses of figures that disagree."""

from django.urls import path

from phaodai.delivery.web.discrepancies import ruling, views

app_name = "discrepancies"
urlpatterns = [
    path("", views.finding_list, name="list"),
    path("<uuid:ref>/", views.finding, name="finding"),
    path("<uuid:ref>/explain/", views.explain, name="explain"),
    path("<uuid:ref>/judge/", views.judge, name="judge"),
    path("rules/", ruling.rule_list, name="rules"),
    path("rules/proposals/<uuid:ref>/", ruling.decide, name="decide"),
    path("rules/<slug:code>/", ruling.rule, name="rule"),
]
