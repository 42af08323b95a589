"""All addresses."""

from django.urls import include, path

urlpatterns = [path("", include("phaodai.delivery.web.urls"))]
