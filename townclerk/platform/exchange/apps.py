from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "townclerk.platform.exchange"
    label = "exchange"
    verbose_name = "Imports and exports"
