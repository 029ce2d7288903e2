from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "townclerk.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from townclerk.reports import disposing, home, printed  # noqa: F401 (declare on import)

        printed.declare()
