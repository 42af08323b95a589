"""Addresses of letters."""

from django.urls import path

from phaodai.delivery.web.reports import letters

app_name = "letters"
urlpatterns = [
    path("", letters.letter_list, name="list"),
    path("<uuid:ref>/", letters.letter, name="letter"),
    path("<uuid:ref>/file/", letters.file, name="file"),
    path("<uuid:ref>/settle/", letters.settle, name="settle"),
]
