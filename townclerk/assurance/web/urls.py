"""Addresses of the pages of assurance."""

from django.urls import path

from townclerk.assurance.web import audit, offering, recommendations, risk_acts, risks

app_name = "assurance"
urlpatterns = [
    path("", risks.index, name="risks"),
    path("paper/", risks.paper, name="risk_paper"),
    path("paper/<slug:kind>/", risks.paper, name="risk_paper_file"),
    path("offer/<slug:code>/", offering.offer, name="offer_risk"),
    path("risks/<slug:code>/", risks.show, name="risk"),
    path("risks/<slug:code>/<slug:act>/", risk_acts.act, name="risk_act"),
    path("audit/", audit.index, name="audit"),
    path("audit/paper/", audit.paper, name="audit_paper"),
    path("audit/paper/<slug:kind>/", audit.paper, name="audit_paper_file"),
    path("recommendations/", recommendations.index, name="recommendations"),
    path("recommendations/<slug:code>/", recommendations.show, name="recommendation"),
    path("recommendations/<slug:code>/<slug:act>/", recommendations.act, name="recommendation_act"),
]
