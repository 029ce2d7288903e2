from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "townclerk.platform.deadlines"
    label = "deadlines"
    verbose_name = "Deadlines"
