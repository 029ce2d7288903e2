from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "townclerk.platform.search"
    label = "search"
    verbose_name = "Search"
