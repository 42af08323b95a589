"""Addresses of the register of directives."""

from django.urls import path

from phaodai.delivery.web.directives import importing, views

app_name = "directives"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("board/", views.board, name="board"),
    path("import/", importing.import_page, name="import"),
    path("<uuid:ref>/", views.document_detail, name="detail"),
    path("<uuid:ref>/original", views.original, name="original"),
]
