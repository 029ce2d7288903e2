from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "townclerk.platform.access"
    label = "access"
    verbose_name = "Access"
