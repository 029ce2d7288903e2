from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "townclerk.platform.organisation"
    label = "organisation"
    verbose_name = "Organisation"
