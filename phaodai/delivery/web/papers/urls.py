"""Addresses of papers."""

from django.urls import path

from phaodai.delivery.web.papers import issuing, paper, wordings

app_name = "papers"
urlpatterns = [
    path("", paper.papers, name="list"),
    path("begin/<uuid:edition>/", paper.begin, name="begin"),
    path("wordings/", wordings.wordings, name="wordings"),
    path("wordings/<uuid:body>/<slug:form>/", wordings.keep, name="wording"),
    path("<uuid:ref>/", paper.paper, name="paper"),
    path("<uuid:ref>/word/", paper.word, name="word"),
    path("<uuid:ref>/preview/", paper.preview, name="preview"),
    path("<uuid:ref>/number/", paper.number, name="number"),
    path("<uuid:ref>/drop/", paper.drop, name="drop"),
    path("<uuid:ref>/issue/", issuing.issue, name="issue"),
    path("<uuid:ref>/file/<slug:kind>", issuing.file, name="file"),
]
