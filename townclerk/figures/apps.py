from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "townclerk.figures"
    label = "figures"
    verbose_name = "Figures"

    def ready(self) -> None:
        from townclerk.figures import (  # noqa: F401 (declare on import)
            disposing,
            home,
            importing,
            registers,
            residuals,
            search,
        )
