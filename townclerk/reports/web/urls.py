"""Addresses of the reports."""

from django.urls import path

from townclerk.reports.web import (
    acts,
    authoring,
    checking,
    contributions,
    cycle,
    declarations,
    sections,
    views,
    writing,
)

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", writing.new, name="new"),
    path("find-figures/", sections.figures, name="find_figures"),
    path("calendar/", cycle.calendar, name="calendar"),
    path("contribute/<str:secret>/", contributions.by_link, name="by_link"),
    path("templates/", declarations.templates, name="templates"),
    path(
        "templates/<slug:name>/<int:number>.yaml",
        declarations.template_source,
        name="template_source",
    ),
    path("<slug:name>/", views.show, name="show"),
    path("<slug:name>/download.<slug:kind>", views.download, name="download"),
    path("<slug:name>/cover/", writing.cover, name="cover"),
    path("<slug:name>/findings/", authoring.findings, name="findings"),
    path("<slug:name>/exempt/", declarations.exempt, name="exempt"),
    path("<slug:name>/do/<slug:act>/", acts.act, name="do"),
    path("<slug:name>/sections/<slug:section>/", sections.section, name="section"),
    path("<slug:name>/sections/<slug:section>/compare/", sections.compare, name="compare"),
    path("<slug:name>/give/<slug:section>/", contributions.give, name="give"),
    path("<slug:name>/period/", cycle.period, name="period"),
    path("<slug:name>/period/<slug:act>/", cycle.act, name="period_act"),
    path("<slug:name>/portfolios/", cycle.parts, name="parts"),
    path("<slug:name>/portfolios/<slug:code>/", cycle.cut, name="cut"),
    path("<slug:name>/act/<slug:act>/", writing.act, name="act"),
    path("<slug:name>/files/<str:file>", views.file, name="file"),
    path("<slug:name>/manifest/", views.manifest, name="manifest"),
    path("<slug:name>/manifest.json", views.raw_manifest, name="raw_manifest"),
    path("<slug:name>/check/", checking.check, name="check"),
    path("<slug:name>/check/<slug:key>/accept/", checking.accept, name="accept_finding"),
    path("<slug:name>/check/<int:number>/reopen/", checking.reopen, name="reopen_finding"),
    path("<slug:name>/changes/", views.changes, name="changes"),
]
