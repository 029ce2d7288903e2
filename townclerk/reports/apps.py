from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "townclerk.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from townclerk.reports import (  # noqa: F401 (declare on import)
            disposing,
            evidence,
            home,
            papers,
            picturing,
            printed,
            registers,
            texts_importing,
        )

        printed.declare()
        picturing.declare()
