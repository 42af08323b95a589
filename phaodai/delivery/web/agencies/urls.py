"""Addresses of bodies."""

from django.urls import path

from phaodai.delivery.web.agencies import views

app_name = "agencies"
urlpatterns = [
    path("", views.list_bodies, name="list"),
    path("<uuid:ref>/", views.show_body, name="body"),
    path("<uuid:ref>/aliases/add/", views.add_alias, name="add_alias"),
    path("<uuid:ref>/heads/appoint/", views.appoint, name="appoint"),
]
