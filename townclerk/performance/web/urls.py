"""Addresses of the corporate plan."""

from django.urls import path

from townclerk.performance.web import acts, measures, outside, views

app_name = "performance"
urlpatterns = [
    path("", views.plan, name="plan"),
    path("measures/", measures.index, name="measures"),
    path("measures/<str:key>/define-anew/", measures.redefine, name="redefine"),
    path("ratings/<slug:subject>/<slug:reference>/", views.ratings, name="ratings"),
    path("actions/<slug:code>/report/", acts.report, name="report"),
    path("actions/<slug:code>/carry/", acts.carry, name="carry"),
    path("mappings/<int:pk>/<slug:answer>/", acts.settle, name="settle"),
    path("reviews/", outside.review_list, name="reviews"),
    path("reviews/<slug:code>/", outside.review, name="review"),
    path("returns/", outside.return_calendar, name="returns"),
    path("partnerships/", outside.partnership, name="partnerships"),
    path("<slug:code>/", views.plan, name="version"),
    path("<slug:code>/progress/", views.progress, name="progress"),
    path("<slug:code>/mapping/", views.mapping, name="mapping"),
    path("<slug:code>/approve/", acts.approve, name="approve"),
    path("<slug:code>/rate/", acts.rate, name="rate"),
]
