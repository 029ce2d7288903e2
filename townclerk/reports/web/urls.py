"""Addresses of the reports."""

from django.urls import path

from townclerk.reports.web import views, writing

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", writing.new, name="new"),
    path("<slug:name>/", views.show, name="show"),
    path("<slug:name>/download.<slug:kind>", views.download, name="download"),
    path("<slug:name>/cover/", writing.cover, name="cover"),
    path("<slug:name>/act/<slug:act>/", writing.act, name="act"),
    path("<slug:name>/files/<str:file>", views.file, name="file"),
    path("<slug:name>/manifest/", views.manifest, name="manifest"),
    path("<slug:name>/manifest.json", views.raw_manifest, name="raw_manifest"),
    path("<slug:name>/changes/", views.changes, name="changes"),
]
