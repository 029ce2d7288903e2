from django.apps import AppConfig


class DemocracyConfig(AppConfig):
    name = "townclerk.democracy"
    label = "democracy"
    verbose_name = "Democracy"
