from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "townclerk.platform.web"
    label = "web"
    verbose_name = "Web"
