from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "townclerk.platform.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from townclerk.platform.access import kept_settings, sign_in

        sign_in.connect()
        kept_settings.register()
