"""Addresses of the programme, of savings in delivery and of the chooser."""

from django.urls import path

from townclerk.change.web import cases, chooser, delivery, delivery_acts, programme, programme_acts

urlpatterns = [
    path("programme/", programme.programme, name="programme"),
    path("programme/highlight/", programme.highlight, name="highlight"),
    path("programme/highlight.<slug:kind>", programme.highlight, name="highlight-file"),
    path("projects/<slug:code>/", programme.project, name="project"),
    path("projects/<slug:code>/cases/<int:pk>/", cases.case, name="case"),
    path("projects/<slug:code>/cases/<int:pk>.<slug:kind>", cases.case, name="case-file"),
    path("projects/<slug:code>/cases/<int:pk>/ask/", cases.ask, name="case-ask"),
    path(
        "projects/<slug:code>/cases/<int:pk>/<slug:discipline>/", cases.answer, name="case-answer"
    ),
    path("projects/<slug:code>/<slug:act>/", programme_acts.act, name="project-act"),
    path("changes/<slug:code>/decide/", programme_acts.decide, name="change-decide"),
    path("savings/", delivery.savings, name="savings"),
    path("savings/track/<slug:reference>/", delivery_acts.track, name="saving-track"),
    path("savings/years/<int:pk>/<slug:act>/", delivery_acts.year_act, name="saving-year-act"),
    path("savings/months/<int:pk>/<slug:act>/", delivery_acts.month_act, name="saving-month-act"),
    path("savings/<slug:code>/", delivery.saving, name="saving"),
    path("savings/<slug:code>/replace/", delivery_acts.replace, name="saving-replace"),
    path("chooser/", chooser.choose, name="chooser"),
    path("chooser/<int:pk>/", chooser.run, name="chooser-run"),
]
