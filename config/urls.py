"""Every address of the service."""

from django.urls import URLPattern, URLResolver, include, path

from config import api

handler400 = "townclerk.platform.web.views.bad_request"
handler403 = "townclerk.platform.web.views.forbidden"
handler404 = "townclerk.platform.web.views.not_found"
handler500 = "townclerk.platform.web.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("townclerk.platform.web.urls")),
    path("", include("townclerk.platform.access.web.sign_in_urls")),
    path("", include("townclerk.platform.access.web.urls")),
    path("files/", include("townclerk.platform.files.web.urls")),
    path("jobs/", include("townclerk.platform.jobs.web.urls")),
    path("mail/", include("townclerk.platform.mail.web.urls")),
    path("api/", api.urls),
    path("tasks/", include("townclerk.platform.deadlines.web.urls")),
    path("retention/", include("townclerk.platform.retention.web.urls")),
    path("search/", include("townclerk.platform.search.web.urls")),
    path("figures/", include("townclerk.figures.web.urls")),
    path("assurance/", include("townclerk.assurance.web.urls")),
    path("consultations/", include("townclerk.customers.web.urls")),
    path("change/", include("townclerk.change.web.urls")),
    path("democracy/", include("townclerk.democracy.web.urls")),
    path("plan/", include("townclerk.finance.web.urls")),
    path("performance/", include("townclerk.performance.web.urls")),
    path("reports/", include("townclerk.reports.web.urls")),
    path("imports/", include("townclerk.platform.exchange.web.urls")),
    path("r/", include("townclerk.platform.registers.web.urls")),
]
