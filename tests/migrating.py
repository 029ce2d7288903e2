"""Runs every migration on an empty database, as a program of its own.

Django renders a model anew after every change, with all that are related to it, and here nearly
all are related through who wrote what. The changed model alone is enough to change its table, so no
more is rendered; a migration that asks for rows is given all models anew. Minutes become seconds,
and each migration is still applied.
"""

import os
from typing import Any
from unittest import mock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.core.management import call_command
from django.db.migrations.state import ProjectState

FIND = "_find_reload_model"


def itself_alone(state: ProjectState, app_label: str, model: str, delay: bool = False) -> Any:
    # Before rows are asked for, Django renders everything if something was left for later.
    state.is_delayed = True
    return {(app_label, model)}


def migrate() -> None:
    django.setup()
    with mock.patch.object(ProjectState, FIND, itself_alone):
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
