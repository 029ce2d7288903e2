"""The addresses of the account."""

from django.urls import path

from townclerk.platform.access.web import organisation, views

app_name = "access"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end-session"),
    path("organisation/", organisation.tree, name="organisation"),
    path("organisation/<slug:code>/", organisation.unit, name="unit"),
    path("sign-in/with/<slug:slug>/", views.provider_start, name="provider-start"),
    path("sign-in/with/<slug:slug>/return/", views.provider_return, name="provider-return"),
]
