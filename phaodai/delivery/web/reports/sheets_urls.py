"""Addresses of spreadsheets of reports."""

from django.urls import path

from phaodai.delivery.web.reports import sheets

urlpatterns = [
    path("", sheets.page, name="sheets"),
    path("template/<slug:form>.xlsx", sheets.template, name="sheet-template"),
    path("export/<slug:form>.xlsx", sheets.export, name="sheet-export"),
]
