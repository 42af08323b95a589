"""Addresses of the administration of users."""

from django.urls import path

from phaodai.delivery.web.accounts import tokens_views as tokens
from phaodai.delivery.web.accounts import users_views as views

app_name = "users"
urlpatterns = [
    path("", views.list_users, name="list"),
    path("add/", views.add_user, name="add"),
    path("<uuid:ref>/", views.show_user, name="user"),
    path("<uuid:ref>/change/", views.change_user, name="change"),
    path("<uuid:ref>/mail/", views.change_mail, name="mail"),
    path("<uuid:ref>/post/", views.post_user, name="post"),
    path("<uuid:ref>/postings/<uuid:posting>/end/", views.end_posting, name="end_posting"),
    path("<uuid:ref>/disable/", views.disable_user, name="disable"),
    path("<uuid:ref>/enable/", views.enable_user, name="enable"),
    path("<uuid:ref>/second-factor/reset/", views.reset_second_factor, name="reset"),
    path("<uuid:ref>/password/", views.set_password, name="password"),
    path("<uuid:ref>/tokens/<uuid:token>/revoke/", tokens.revoke_token_of, name="revoke_token"),
]
