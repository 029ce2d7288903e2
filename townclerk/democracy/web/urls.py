"""Addresses of the pages of democracy."""

from django.urls import path

from townclerk.democracy.web import (
    actions,
    acts,
    agendas,
    appeals,
    civic,
    forward_plan,
    reviews,
    scrutiny,
    training,
    views,
)

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
    path("scrutiny/", scrutiny.index, name="scrutiny"),
    path("scrutiny/<slug:reference>/", scrutiny.topic, name="topic"),
    path("scrutiny/<slug:reference>/<slug:act>/", scrutiny.act, name="topic_act"),
    path("reviews/", reviews.index, name="reviews"),
    path("reviews/<slug:reference>/", reviews.show, name="review"),
    path("reviews/<slug:reference>/<slug:act>/", reviews.act, name="review_act"),
    path(
        "recommendations/<slug:reference>/<slug:act>/",
        reviews.recommendation_act,
        name="recommendation_act",
    ),
    path("training/", training.index, name="training"),
    path("training/call/<slug:code>/", training.call, name="training_call"),
    path("training/sessions/<slug:reference>/", training.session, name="training_session"),
    path("training/draw/<slug:reference>/", training.draw, name="training_draw"),
    path("appeals/", appeals.index, name="appeals"),
    path("appeals/seasons/<slug:code>/", appeals.season, name="appeal_season"),
    path("appeals/seasons/<slug:code>/list/", appeals.list_season, name="appeal_season_list"),
    path("appeals/cases/<slug:reference>/", appeals.case, name="appeal"),
    path("appeals/cases/<slug:reference>/<slug:act>/", appeals.act, name="appeal_act"),
    path("civic/", civic.index, name="civic"),
    path("civic/charity/<slug:code>/reconcile/", civic.reconcile, name="charity_reconcile"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:reference>/", views.decision, name="decision"),
    path("decisions/<slug:reference>/<slug:act>/", acts.act, name="act"),
]
