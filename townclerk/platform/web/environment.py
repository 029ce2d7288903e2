"""The Jinja environment of every page."""

from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from django.templatetags.static import static
from django.urls import reverse


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    options["loader"] = _loader()
    made = Environment(**options)  # noqa: S701 (Django passes autoescape=True)
    made.globals.update(static=static, url=reverse)
    return made


def _loader() -> ChoiceLoader:
    """Each app's `templates/`, then the GOV.UK components under `govuk_frontend_jinja/`."""
    from django.apps import apps

    own = [
        PackageLoader(config.name, "templates")
        for config in apps.get_app_configs()
        if config.name.startswith("townclerk.") and (_has_templates(config.path))
    ]
    return ChoiceLoader([*own, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})])


def _has_templates(path: str) -> bool:
    from pathlib import Path

    return (Path(path) / "templates").is_dir()
