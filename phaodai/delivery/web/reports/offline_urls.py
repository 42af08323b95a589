"""Addresses of what a browser keeps and sends by itself, and of the queue."""

from django.urls import path, re_path

from phaodai.delivery.web.reports import offline, offline_queue

urlpatterns = [
    path("worker.js", offline.worker, name="offline-worker"),
    path("app.webmanifest", offline.manifest, name="offline-manifest"),
    re_path(r"^offline/(?P<language>vi|en)/$", offline.shell, name="offline-page"),
    path("offline/state/", offline.state, name="offline-state"),
    path("offline/pack/", offline.pack, name="offline-pack"),
    path("offline/send/", offline.send, name="offline-send"),
    path("queue/", offline_queue.page, name="report-queue"),
]
