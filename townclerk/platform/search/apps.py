from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "townclerk.platform.search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from townclerk.platform.search import units

        units.declare_names()
        post_migrate.connect(_migrated, sender=self, dispatch_uid="search-pages")


def _migrated(**named: Any) -> None:
    """A new version of the program may bring other pages; its migrations are the moment to look."""
    from townclerk.platform.search import index

    index.refresh_pages()
