"""Address of the search."""

from django.urls import path

from phaodai.delivery.web.search import views

app_name = "search"
urlpatterns = [path("", views.search, name="search")]
