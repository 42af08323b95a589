"""Addresses of signing, sending and verifying."""

from django.urls import path

from phaodai.delivery.web.sending import course, receipt, signing, verifying

app_name = "sending"
urlpatterns = [
    path("verify/", verifying.verify, name="verify"),
    path("verify/<uuid:ref>/", verifying.document, name="document"),
    path("arrivals/", course.arrivals, name="arrivals"),
    path("receipt/<str:token>/", receipt.receipt, name="receipt"),
    path("arrivals/<uuid:sending>/", course.receive, name="receive"),
    path("<uuid:ref>/signatures/", verifying.printed, name="printed"),
    path("<uuid:ref>/sign/", signing.sign, name="sign"),
    path("<uuid:ref>/course/", course.course, name="course"),
]
