from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "townclerk.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from townclerk.reports import home, printed  # noqa: F401 (home declares on import)

        printed.declare()
