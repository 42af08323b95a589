"""All addresses."""

from django.urls import include, path

handler500 = "phaodai.delivery.web.unavailable.server_error"
urlpatterns = [
    path("api/v1/", include("phaodai.delivery.api.urls")),
    path("", include("phaodai.delivery.web.urls")),
]
