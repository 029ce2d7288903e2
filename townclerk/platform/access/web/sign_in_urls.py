"""The library's sign-in pages at our own addresses, under the names it looks for. No others."""

from allauth.account import views as account
from django.urls import include, path, re_path

from townclerk.platform.access.web import views

urlpatterns = [
    path("sign-in/", views.SignInPage.as_view(), name="account_login"),
    path("sign-in/password/", account.password_reset, name="account_reset_password"),
    path("sign-in/password/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/password/changed/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sign-in/new-account/", views.no_registration, name="account_signup"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/details/", views.account, name="account_email"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/first-password/", account.password_set, name="account_set_password"),
    path("account/second-factor/", include("allauth.mfa.urls")),
]
