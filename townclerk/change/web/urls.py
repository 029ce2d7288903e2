"""Addresses of change: option sheets, then the programme."""

from django.urls import URLPattern, URLResolver

app_name = "change"
urlpatterns: list[URLPattern | URLResolver] = []
