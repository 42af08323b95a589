"""Addresses of the duty board."""

from django.urls import path

from phaodai.delivery.web.reports import board, board_months, board_reminding, board_returns

app_name = "boards"
urlpatterns = [
    path("", board.board, name="board"),
    path("tv/", board.tv, name="tv"),
    path("remind/", board_reminding.nudge, name="remind"),
    path("month/", board_months.month, name="month"),
    path("month.csv", board_months.table, name="table"),
    path("month.xlsx", board_months.workbook, name="workbook"),
    path("return/<uuid:submission>/", board_returns.give_back, name="return"),
    path("returned/<uuid:ref>/undo/", board_returns.undo, name="undo"),
]
