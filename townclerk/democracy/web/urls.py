"""Addresses of the pages of democracy."""

from django.urls import path

from townclerk.democracy.web import acts, forward_plan, views

app_name = "democracy"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<slug:code>/", views.body, name="body"),
    path("meetings/<slug:reference>/", views.meeting, name="meeting"),
    path("forward-plan/", forward_plan.plan, name="forward_plan"),
    path("forward-plan/<slug:reference>/", forward_plan.entry, name="entry"),
    path("forward-plan/<slug:reference>/<slug:act>/", forward_plan.act, name="entry_act"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:reference>/", views.decision, name="decision"),
    path("decisions/<slug:reference>/<slug:act>/", acts.act, name="act"),
]
