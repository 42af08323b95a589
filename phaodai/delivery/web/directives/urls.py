"""Addresses of the register of directives."""

from django.urls import path

from phaodai.delivery.web.directives import (
    confirming,
    confirming_issue,
    importing,
    registers,
    relations,
    views,
)

app_name = "directives"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("board/", views.board, name="board"),
    path("import/", importing.import_page, name="import"),
    path("register/<slug:side>/", registers.register, name="register"),
    path("<uuid:ref>/", views.document_detail, name="detail"),
    path("<uuid:ref>/relations/", relations.relations, name="relations"),
    path("<uuid:ref>/end/", relations.end, name="end"),
    path("<uuid:ref>/entry/", registers.entry, name="entry"),
    path("<uuid:ref>/original", views.original, name="original"),
    path("<uuid:ref>/confirm/", confirming.confirm_page, name="confirm"),
    path("<uuid:ref>/confirm/add/", confirming.add, name="confirm-add"),
    path("<uuid:ref>/confirm/certain/", confirming.confirm_certain, name="confirm-certain"),
    path("<uuid:ref>/confirm/undo/", confirming.undo, name="confirm-undo"),
    path("<uuid:ref>/confirm/issue/", confirming_issue.issue_page, name="issue"),
    path("<uuid:ref>/confirm/issue/undo/", confirming_issue.undo_issue, name="issue-undo"),
    path("<uuid:ref>/confirm/<uuid:proposal>/<slug:verb>/", confirming.act, name="confirm-act"),
]
