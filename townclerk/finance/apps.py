from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "townclerk.finance"
    label = "finance"
    verbose_name = "Finance"
