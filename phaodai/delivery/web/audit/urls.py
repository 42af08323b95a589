"""Addresses of the trail."""

from django.urls import path

from phaodai.delivery.web.audit import views

app_name = "audit"
urlpatterns = [path("", views.list_events, name="list")]
