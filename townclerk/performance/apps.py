from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "townclerk.performance"
    label = "performance"
    verbose_name = "Performance"
