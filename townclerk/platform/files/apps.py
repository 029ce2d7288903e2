from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "townclerk.platform.files"
    label = "files"
    verbose_name = "Files"
