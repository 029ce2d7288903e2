from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "townclerk.platform.registers"
    label = "registers"
    verbose_name = "Registers"
