"""Addresses of tasks."""

from django.urls import path

from phaodai.delivery.web.tasks import acts, board, bulk, keeping, views

app_name = "tasks"
urlpatterns = [
    path("", board.board, name="board"),
    path("table.csv", board.download, name="table"),
    path("bulk/undo/", bulk.undo_many, name="bulk-undo"),
    path("bulk/<slug:verb>/", bulk.bulk, name="bulk"),
    path("views/save/", keeping.save, name="view-save"),
    path("views/plain/", keeping.plain, name="view-plain"),
    path("views/<uuid:ref>/", keeping.show, name="view"),
    path("views/<uuid:ref>/<slug:verb>/", keeping.change, name="view-change"),
    path("<uuid:ref>/", views.task, name="task"),
    path("<uuid:ref>/undo/", acts.undo, name="undo"),
    path(
        "<uuid:ref>/occurrences/<uuid:occurrence>/<slug:verb>/", acts.occurrence, name="occurrence"
    ),
    path("<uuid:ref>/<slug:verb>/", acts.act, name="act"),
]
