"""All addresses."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("phaodai.delivery.api.urls")),
    path("", include("phaodai.delivery.web.urls")),
]
