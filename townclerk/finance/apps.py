from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "townclerk.finance"
    label = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        from townclerk.finance import figures, home, jobs, registers  # noqa: F401 (declare)
        from townclerk.finance.imports import declared  # noqa: F401 (likewise)
