"""The addresses of the account, the organisation and administration."""

from django.urls import path

from townclerk.platform.access.web import administration, organisation, own, views

app_name = "access"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/deputy/", own.deputy, name="deputy"),
    path("account/interest/", own.interest, name="interest"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end-session"),
    path("organisation/", organisation.tree, name="organisation"),
    path("organisation/change/<slug:act>/", organisation.reorganise, name="reorganise"),
    path("organisation/<slug:code>/", organisation.unit, name="unit"),
    path("administration/people/", administration.users, name="users"),
    path("administration/people/new/", administration.new_user, name="user-new"),
    path("administration/people/<int:pk>/", administration.user, name="user"),
    path("administration/people/<int:pk>/role/", administration.grant, name="user-grant"),
    path("administration/people/<int:pk>/identity/", administration.link, name="user-link"),
    path("administration/people/<int:pk>/close/", administration.close, name="user-close"),
    path("administration/clearance/", administration.clearance, name="clearance"),
    path("administration/review/", administration.reviews, name="reviews"),
    path("administration/review/<int:pk>/", administration.review, name="review"),
    path("administration/settings/", administration.settings_page, name="settings"),
    path(
        "administration/settings/council/", administration.setting_council, name="setting-council"
    ),
    path(
        "administration/settings/provider/",
        administration.setting_provider,
        name="setting-provider",
    ),
    path(
        "administration/settings/<int:pk>/confirm/",
        administration.setting_confirm,
        name="setting-confirm",
    ),
    path("administration/log/", administration.access_log, name="log"),
    path("sign-in/with/<slug:slug>/", views.provider_start, name="provider-start"),
    path("sign-in/with/<slug:slug>/return/", views.provider_return, name="provider-return"),
]
