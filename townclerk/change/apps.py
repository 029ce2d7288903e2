from django.apps import AppConfig


class ChangeConfig(AppConfig):
    name = "townclerk.change"
    label = "change"
    verbose_name = "Change"

    def ready(self) -> None:
        from townclerk.change import extracts, figures, registers  # noqa: F401 (declare on import)
        from townclerk.change.queries import case_advice  # noqa: F401 (likewise)
