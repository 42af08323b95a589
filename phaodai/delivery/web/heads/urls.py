"""Addresses of heads."""

from django.urls import path

from phaodai.delivery.web.heads import views

app_name = "heads"
urlpatterns = [
    path("", views.head_list, name="list"),
    path("<uuid:body>/", views.head, name="head"),
    path("<uuid:body>/record/", views.record, name="record"),
    path("<uuid:body>/judgements/<uuid:ref>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:body>/<slug:since>/", views.head, name="tenure"),
]
