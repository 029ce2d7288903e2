"""The records files hang on: who may read and who may change a record decides about its files."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.reader import Decision, Reader


class NoSuchHolder(TownclerkError):
    """No files can hang on this kind of record, or there is no such record."""


@dataclass(frozen=True)
class Holder:
    """What an area says about a model whose records have files."""

    may_read: Callable[[Reader, Any], Decision]
    may_attach: Callable[[Reader, Any], Decision]
    url: Callable[[Any], str]


_holders: dict[type[models.Model], Holder] = {}


def declare(model: type[models.Model], holder: Holder) -> None:
    """Let files hang on records of the model. Called from an area's `AppConfig.ready`."""
    _holders[model] = holder


def withdraw(model: type[models.Model]) -> None:
    """Forget a declaration: for tests that declare one of their own."""
    _holders.pop(model, None)


def holder_of(record: models.Model) -> Holder:
    found = _holders.get(type(record))
    if found is None:
        raise NoSuchHolder(f"No files are kept with a {record._meta.verbose_name}.")  # noqa: SLF001 (the documented way to a model's names)
    return found


def holds(record: models.Model) -> bool:
    return type(record) in _holders


def type_of(record: models.Model | type[models.Model]) -> str:
    return record._meta.label_lower  # noqa: SLF001 (the documented way to a model's names)


def record_at(record_type: str, record_id: str) -> models.Model:
    """The record files hang on. Raises NoSuchHolder."""
    try:
        model = apps.get_model(record_type)
    except (LookupError, ValueError):
        model = None
    if model is None or model not in _holders:
        raise NoSuchHolder("There is no such record.")
    try:
        found = model._default_manager.filter(pk=record_id).first()  # noqa: SLF001
    except (ValueError, TypeError):
        found = None
    if found is None:
        raise NoSuchHolder("There is no such record.")
    return found
