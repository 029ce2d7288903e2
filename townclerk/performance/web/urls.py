"""Addresses of the corporate plan."""

from django.urls import path

from townclerk.performance.web import acts, inside, measures, outside, views

app_name = "performance"
urlpatterns = [
    path("", views.plan, name="plan"),
    path("measures/", measures.index, name="measures"),
    path("measures/<str:key>/", measures.one, name="measure"),
    path("measures/<str:key>/define-anew/", measures.redefine, name="redefine"),
    path("ratings/<slug:subject>/<slug:reference>/", views.ratings, name="ratings"),
    path("aims/<slug:code>/", views.aim, name="aim"),
    path("actions/<slug:code>/report/", acts.report, name="report"),
    path("actions/<slug:code>/carry/", acts.carry, name="carry"),
    path("mappings/<int:pk>/<slug:answer>/", acts.settle, name="settle"),
    path("reviews/", outside.review_list, name="reviews"),
    path("reviews/<slug:code>/", outside.review, name="review"),
    path("returns/", outside.return_calendar, name="returns"),
    path("partnerships/", outside.partnership, name="partnerships"),
    path("service-plans/", inside.plan_list, name="service_plans"),
    path("service-plans/<slug:code>/", inside.service_plan, name="service_plan"),
    path("quarters/", inside.quarter_list, name="quarters"),
    path("quarters/<slug:code>/", inside.quarter, name="quarter"),
    path("quarters/<slug:code>/ask/", inside.ask, name="quarter_ask"),
    path("quarters/<slug:code>/sign/<slug:portfolio>/", inside.sign, name="quarter_sign"),
    path("intelligence/", inside.intelligence, name="intelligence"),
    path("intelligence/<slug:code>/", inside.go_down, name="go_down"),
    path("<slug:code>/", views.plan, name="version"),
    path("<slug:code>/progress/", views.progress, name="progress"),
    path("<slug:code>/mapping/", views.mapping, name="mapping"),
    path("<slug:code>/approve/", acts.approve, name="approve"),
    path("<slug:code>/rate/", acts.rate, name="rate"),
]
