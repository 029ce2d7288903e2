"""Runs every migration on an empty database, as a program of its own.

Django renders the models of every state anew, with all that are related to one that is added, and
here nearly all are related through who wrote what. A new model is enough by itself to make its
table, so no more is rendered: minutes become seconds, and each migration is still applied.
"""

import os
from typing import Any
from unittest import mock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.core.management import call_command
from django.db.migrations.state import ProjectState

FIND = "_find_reload_model"
find_all = vars(ProjectState)[FIND]


def find_next(state: ProjectState, app_label: str, model: str, delay: bool = False) -> Any:
    try:
        state.apps.get_model(app_label, model)
    except LookupError:
        return {(app_label, model)}
    return find_all(state, app_label, model, delay=True)


def migrate() -> None:
    django.setup()
    with mock.patch.object(ProjectState, FIND, find_next):
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
