from django.apps import AppConfig


class DemocracyConfig(AppConfig):
    name = "townclerk.democracy"
    label = "democracy"
    verbose_name = "Democracy"

    def ready(self) -> None:
        from townclerk.democracy import (  # noqa: F401 (declare on import)
            extracts,
            figures,
            figures_forward_plan,
            figures_meetings,
            registers,
            registers_agendas,
            registers_forward_plan,
        )
