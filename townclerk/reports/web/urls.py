"""Addresses of the reports."""

from django.urls import path

from townclerk.reports.web import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>/", views.show, name="show"),
    path("<slug:name>/download.<slug:kind>", views.download, name="download"),
]
