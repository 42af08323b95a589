"""Addresses of forms."""

from django.urls import path

from phaodai.delivery.web.forms import (
    catalogue,
    changes,
    copying,
    editor,
    figures,
    preview,
    sketch,
    versions,
)

app_name = "forms"
urlpatterns = [
    path("", catalogue.list_forms, name="list"),
    path("<uuid:ref>/", sketch.show, name="sketch"),
    path("<uuid:ref>/general/", editor.general, name="general"),
    path("<uuid:ref>/parts/<slug:place>/", editor.part, name="part"),
    path("<uuid:ref>/arrange/", sketch.arrange, name="arrange"),
    path("<uuid:ref>/source/", sketch.source, name="source"),
    path("<uuid:ref>/preview/", preview.of_sketch, name="sketch-preview"),
    path("<uuid:ref>/changes/", changes.of_sketch, name="changes"),
    path("<uuid:ref>/trial/", changes.trial_of_sketch, name="sketch-trial"),
    path("<uuid:ref>/indicators/", figures.search, name="indicators"),
    path("<uuid:ref>/undo/", sketch.undo, name="undo"),
    path("<uuid:ref>/drop/", sketch.drop, name="drop"),
    path("<uuid:ref>/rebase/", sketch.rebase, name="rebase"),
    path("<uuid:ref>/propose/", sketch.propose, name="propose"),
    path("<slug:form>/", catalogue.show_form, name="form"),
    path("<slug:form>/begin/", versions.begin, name="begin"),
    path("<slug:form>/end/", catalogue.end, name="end"),
    path("<slug:form>/copy/", copying.copy, name="copy"),
    path("<slug:form>/<int:number>/", versions.show_version, name="version"),
    path("<slug:form>/<int:number>/preview/", preview.of_version, name="preview"),
    path("<slug:form>/<int:number>/trial/", changes.trial_of_version, name="trial"),
    path("<slug:form>/<int:number>/source/", versions.source, name="version-source"),
    path("<slug:form>/<int:number>/approve/", versions.approve, name="approve"),
    path("<slug:form>/<int:number>/refuse/", versions.refuse, name="refuse"),
    path("<slug:form>/<int:number>/withdraw/", versions.withdraw, name="withdraw"),
]
