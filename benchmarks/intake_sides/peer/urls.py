"""Addresses of the peer: each way of saving at one, with and without totals."""

from django.urls import path

from intake_sides.peer import saving
from intake_sides.peer.views import FileReport

urlpatterns = [
    path("bulk", FileReport.as_view(save=saving.bulk, add_up=saving.add_up_bulk)),
    path("bulk-alone", FileReport.as_view(save=saving.bulk)),
    path("rows", FileReport.as_view(save=saving.rows, add_up=saving.add_up_rows)),
    path("rows-alone", FileReport.as_view(save=saving.rows)),
]
