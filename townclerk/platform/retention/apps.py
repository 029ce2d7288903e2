from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "townclerk.platform.retention"
    label = "retention"
    verbose_name = "Retention"
