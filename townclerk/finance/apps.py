from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "townclerk.finance"
    label = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        from townclerk.finance import figures  # noqa: F401 (declares on import)
