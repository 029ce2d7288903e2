from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "townclerk.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from townclerk.reports import home  # noqa: F401 (declares on import)
