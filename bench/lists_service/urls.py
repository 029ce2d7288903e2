from django.urls import path

from bench.lists_service.plain import plain
from config.urls import handler400, handler403, handler404, urlpatterns

__all__ = ["handler400", "handler403", "handler404"]
urlpatterns = [path("plain/", plain), *urlpatterns]
