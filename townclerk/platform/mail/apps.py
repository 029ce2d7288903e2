from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "townclerk.platform.mail"
    label = "mail"
    verbose_name = "Mail"
