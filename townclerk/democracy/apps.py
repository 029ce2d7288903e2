from django.apps import AppConfig


class DemocracyConfig(AppConfig):
    name = "townclerk.democracy"
    label = "democracy"
    verbose_name = "Democracy"

    def ready(self) -> None:
        from townclerk.democracy import (  # noqa: F401 (declare on import)
            calendars,
            extracts,
            extracts_scrutiny,
            figures,
            figures_allowances,
            figures_appeals,
            figures_civic,
            figures_forward_plan,
            figures_meetings,
            figures_scrutiny,
            home,
            registers,
            registers_agendas,
            registers_allowances,
            registers_appeals,
            registers_civic,
            registers_constitution,
            registers_development,
            registers_forward_plan,
            registers_meetings,
            registers_petitions,
            registers_published_plans,
            registers_scrutiny,
            registers_subjects,
        )
        from townclerk.democracy.operations import importing  # noqa: F401 (declares its sheet)
