"""Addresses of the home page and the pages about the service."""

from django.urls import path

from townclerk.platform.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("theme.css", views.theme, name="theme"),
]
