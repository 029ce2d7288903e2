"""Settings that administrators change in pairs: the council's dress, and where staff sign in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from townclerk.platform import records
from townclerk.platform.access.models import IdentityProvider
from townclerk.platform.access.operations import register_setting
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.operations import set_council


def _council(value: Mapping[str, Any], actor: Actor, moment: datetime) -> None:
    set_council(value, actor=actor, moment=moment)


def _provider(value: Mapping[str, Any], actor: Actor, moment: datetime) -> None:
    existing = IdentityProvider.objects.filter(slug=value["slug"]).first()
    if existing is None:
        records.create(IdentityProvider(**value), actor=actor, moment=moment)
    else:
        records.change(existing, value, actor=actor, moment=moment)


def register() -> None:
    register_setting("council", _council)
    register_setting("identity-provider", _provider)
