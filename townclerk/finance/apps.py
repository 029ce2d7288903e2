from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "townclerk.finance"
    label = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        from townclerk.finance import figures, home, registers  # noqa: F401 (declare on import)
        from townclerk.finance.imports import declared  # noqa: F401 (likewise)
