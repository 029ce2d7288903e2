from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "townclerk.platform.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from townclerk.platform.access import sign_in

        sign_in.connect()
