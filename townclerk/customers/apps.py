from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "townclerk.customers"
    label = "customers"
    verbose_name = "Customers"

    def ready(self) -> None:
        from townclerk.customers import (  # noqa: F401 (declare on import)
            disposing,
            extracts,
            figures,
            imports,
            registers,
        )
