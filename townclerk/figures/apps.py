from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "townclerk.figures"
    label = "figures"
    verbose_name = "Figures"
