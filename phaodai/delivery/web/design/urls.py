"""Addresses of the design system."""

from django.urls import path

from phaodai.delivery.web.design import views

app_name = "design"
urlpatterns = [path("", views.components, name="components")]
