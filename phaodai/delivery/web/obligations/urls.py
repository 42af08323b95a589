"""Addresses of obligations."""

from django.urls import path

from phaodai.delivery.web.obligations import views

app_name = "obligations"
urlpatterns = [
    path("<uuid:ref>/", views.obligation, name="obligation"),
    path("<uuid:ref>/figures.csv", views.figures_table, name="figures"),
]
