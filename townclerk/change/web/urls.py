"""Addresses of change: option sheets, then the programme."""

from django.urls import URLPattern, URLResolver

from townclerk.change.web import options_urls, programme_urls

app_name = "change"
urlpatterns: list[URLPattern | URLResolver] = [
    *options_urls.urlpatterns,
    *programme_urls.urlpatterns,
]
