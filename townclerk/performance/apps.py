from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "townclerk.performance"
    label = "performance"
    verbose_name = "Performance"

    def ready(self) -> None:
        from townclerk.performance import (  # noqa: F401 (declare on import)
            extracts,
            extracts_quarters,
            extracts_reviews,
            figures,
            figures_inside,
            figures_outside,
            measure_figures,
            registers,
            registers_intelligence,
            registers_packs,
            registers_partnerships,
            registers_returns,
            registers_reviews,
            registers_service_plans,
        )
        from townclerk.performance.queries import aims  # noqa: F401 (likewise)
