"""Addresses of consultations."""

from django.urls import path

from townclerk.customers.web import acts, answering, views

app_name = "customers"
urlpatterns = [
    path("", views.index, name="consultations"),
    path("panel/", views.panel, name="panel"),
    path("<slug:reference>/", views.show, name="consultation"),
    path("<slug:reference>/answer/", answering.answer, name="answer"),
    path("<slug:reference>/answers/", views.answers, name="answers"),
    path("<slug:reference>/<slug:act>/", acts.act, name="act"),
]
