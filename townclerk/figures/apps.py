from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "townclerk.figures"
    label = "figures"
    verbose_name = "Figures"

    def ready(self) -> None:
        from townclerk.figures import search  # noqa: F401 (declares on import)
