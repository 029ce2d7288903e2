from django.apps import AppConfig


class DemocracyConfig(AppConfig):
    name = "townclerk.democracy"
    label = "democracy"
    verbose_name = "Democracy"

    def ready(self) -> None:
        from townclerk.democracy import figures, registers  # noqa: F401 (declare on import)
