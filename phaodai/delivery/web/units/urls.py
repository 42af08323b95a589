"""Addresses of the tree of units."""

from django.urls import path

from phaodai.delivery.web.units import views

app_name = "units"
urlpatterns = [
    path("", views.list_units, name="list"),
    path("<uuid:ref>/", views.show_unit, name="unit"),
    path("<uuid:ref>/aliases/add/", views.add_alias, name="add_alias"),
]
