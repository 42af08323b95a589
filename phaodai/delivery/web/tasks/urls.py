"""Addresses of tasks."""

from django.urls import path

from phaodai.delivery.web.tasks import acts, board, bulk, keeping, times, views

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
    path("<uuid:ref>/times/", times.history, name="times"),
    path("<uuid:ref>/times/<uuid:occurrence>/", times.show, name="time"),
    path("<uuid:ref>/times/<uuid:occurrence>/undo/", times.undo, name="time-undo"),
    path("<uuid:ref>/times/<uuid:occurrence>/<slug:verb>/", times.act, name="time-act"),
    path("<uuid:ref>/<slug:verb>/", acts.act, name="act"),
]
