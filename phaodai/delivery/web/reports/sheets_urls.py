"""Addresses of spreadsheets of reports."""

from django.urls import path

from phaodai.delivery.web.reports import sheets, sheets_book

urlpatterns = [
    path("", sheets.page, name="sheets"),
    path("<uuid:workbook>/", sheets_book.page, name="workbook"),
    path("<uuid:workbook>/errors.xlsx", sheets_book.errors, name="workbook-errors"),
    path("template/<slug:form>.xlsx", sheets.template, name="sheet-template"),
    path("export/<slug:form>.xlsx", sheets.export, name="sheet-export"),
]
