from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "townclerk.platform.jobs"
    label = "jobs"
    verbose_name = "Jobs"
