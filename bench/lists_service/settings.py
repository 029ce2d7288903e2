"""The service's settings, with the plain page beside its own addresses."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.lists_service.urls"
