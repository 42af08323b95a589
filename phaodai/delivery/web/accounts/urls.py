"""Addresses of signing in and of one's own account: the part of allauth that is used here.

There is no sign-up and no mail: an administrator makes users and sets their first password.
"""

from allauth.account import views as account
from django.urls import include, path

from phaodai.delivery.web.accounts import mail_views, views
from phaodai.delivery.web.accounts import tokens_views as tokens

urlpatterns = [
    path("", views.account, name="account"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.confirm, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("mail/", mail_views.confirm_mail, name="account_mail"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/<int:pk>/end/", views.end_session, name="usersessions_end"),
    path("tokens/", tokens.list_tokens, name="tokens"),
    path("tokens/add/", tokens.add_token, name="tokens_add"),
    path("tokens/<uuid:token>/revoke/", tokens.revoke_token, name="tokens_revoke"),
]
