"""Addresses of the administration of users."""

from django.urls import URLPattern

app_name = "users"
urlpatterns: list[URLPattern] = []
