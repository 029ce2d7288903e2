"""Addresses of the pages of democracy."""

from django.urls import path

from townclerk.democracy.web import actions, acts, agendas, forward_plan, views

app_name = "democracy"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<slug:code>/", views.body, name="body"),
    path("meetings/<slug:reference>/", views.meeting, name="meeting"),
    path("forward-plan/", forward_plan.plan, name="forward_plan"),
    path("forward-plan/<slug:reference>/", forward_plan.entry, name="entry"),
    path("forward-plan/<slug:reference>/<slug:act>/", forward_plan.act, name="entry_act"),
    path("meetings/<slug:reference>/<slug:act>/", agendas.act, name="meeting_act"),
    path("actions/", actions.index, name="actions"),
    path("actions/<slug:reference>/", actions.show, name="action"),
    path("actions/<slug:reference>/<slug:act>/", actions.act, name="action_act"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:reference>/", views.decision, name="decision"),
    path("decisions/<slug:reference>/<slug:act>/", acts.act, name="act"),
]
