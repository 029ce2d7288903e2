"""Addresses of the pages of democracy."""

from django.urls import path

from townclerk.democracy.web import acts, views

app_name = "democracy"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<slug:code>/", views.body, name="body"),
    path("meetings/<slug:reference>/", views.meeting, name="meeting"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:reference>/", views.decision, name="decision"),
    path("decisions/<slug:reference>/<slug:act>/", acts.act, name="act"),
]
