"""Addresses of tasks."""

from django.urls import path

from phaodai.delivery.web.tasks import acts, board, views

app_name = "tasks"
urlpatterns = [
    path("", board.board, name="board"),
    path("bulk/<slug:verb>/", acts.bulk, name="bulk"),
    path("<uuid:ref>/", views.task, name="task"),
    path("<uuid:ref>/undo/", acts.undo, name="undo"),
    path(
        "<uuid:ref>/occurrences/<uuid:occurrence>/<slug:verb>/", acts.occurrence, name="occurrence"
    ),
    path("<uuid:ref>/<slug:verb>/", acts.act, name="act"),
]
