"""Addresses of attachments."""

from django.urls import path

from phaodai.delivery.web.files import views

app_name = "files"
urlpatterns = [path("<uuid:ref>", views.download, name="download")]
