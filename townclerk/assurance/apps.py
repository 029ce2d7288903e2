from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "townclerk.assurance"
    label = "assurance"
    verbose_name = "Assurance"

    def ready(self) -> None:
        from townclerk.assurance import (  # noqa: F401 (declare on import)
            extracts,
            figures,
            figures_audit,
            figures_recommendations,
            registers_audit,
            registers_recommendations,
            registers_risks,
        )
