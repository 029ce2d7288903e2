from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "townclerk.platform.audit"
    label = "audit"
    verbose_name = "Audit"
