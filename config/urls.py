"""Every address of the service."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("townclerk.platform.access.web.sign_in_urls")),
    path("", include("townclerk.platform.access.web.urls")),
    path("figures/", include("townclerk.figures.web.urls")),
]
