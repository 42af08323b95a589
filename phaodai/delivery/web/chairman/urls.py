"""Addresses of the page of a chairman."""

from django.urls import path

from phaodai.delivery.web.chairman import views

app_name = "brief"
urlpatterns = [
    path("", views.brief, name="page"),
    path("<slug:code>/", views.number, name="number"),
]
