from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "townclerk.finance"
    label = "finance"
    verbose_name = "Finance"

    def ready(self) -> None:
        from townclerk.finance import (  # noqa: F401 (declare)
            figures,
            home,
            jobs,
            registers,
            registers_budget,
            registers_capital,
            registers_resilience,
            registers_tax,
            registers_tax_base,
            registers_virements,
        )
        from townclerk.finance.imports import declared  # noqa: F401 (likewise)
