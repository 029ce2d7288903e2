from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "townclerk.performance"
    label = "performance"
    verbose_name = "Performance"

    def ready(self) -> None:
        from townclerk.performance import (  # noqa: F401 (declare on import)
            figures,
            measure_figures,
            registers,
        )
