"""Addresses of option sheets."""

from django.urls import path

from townclerk.change.web import equality, options_acts, options_advising, options_views

OF_SHEET = "options/sheets/<slug:reference>/"

urlpatterns = [
    path("options/", options_views.options, name="options"),
    path("options/tables/", options_views.tables, name="option-tables"),
    path("options/overlaps/", options_views.overlaps, name="option-overlaps"),
    path("options/overlaps/<slug:kind>/<slug:reference>/", options_acts.share, name="option-share"),
    path("options/equality/", equality.picture, name="option-equality"),
    path("equality/<int:pk>/", equality.assessment, name="equality-assessment"),
    path("equality/<int:pk>/edit/", equality.edit, name="equality-edit"),
    path("equality/<int:pk>/<slug:act>/", equality.act, name="equality-act"),
    path("options/staffing/", options_views.staffing, name="option-staffing"),
    path("options/packages/<slug:code>/count/", options_acts.count, name="option-count"),
    path("options/checks/", options_views.option_checks, name="option-checks"),
    path(f"{OF_SHEET}", options_views.sheet, name="option"),
    path(f"{OF_SHEET}public/", options_views.published, name="option-public"),
    path(f"{OF_SHEET}sheet.pdf", options_views.pdf, name="option-pdf"),
    path(f"{OF_SHEET}compare/", options_views.compare, name="option-compare"),
    path(f"{OF_SHEET}advice/", options_advising.advise, name="option-advice"),
    path(f"{OF_SHEET}review/", options_advising.review, name="option-review"),
    path(f"{OF_SHEET}publish/", options_acts.publish, name="option-publish"),
    path(
        f"{OF_SHEET}edit/<slug:section>/",
        options_acts.edit,
        name="option-edit",
    ),
    path(f"{OF_SHEET}steps/<slug:name>/", options_acts.step, name="option-step"),
]
