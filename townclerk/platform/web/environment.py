"""The Jinja environment of every page."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)

from townclerk.kernel.display import date_display, date_range, money_display
from townclerk.platform.web.forms import component, errors
from townclerk.platform.web.pages import page_items


class Missing(StrictUndefined):
    """A missing name stops the page. A key missing from a dict does not: the GOV.UK macros take
    their optional parameters that way, and ask for `caller` whether there is one or not."""

    def __new__(cls, hint: Any = None, obj: Any = None, *rest: Any, **named: Any) -> Any:
        name = named.get("name", rest[0] if rest else None)
        if isinstance(obj, dict) or name == "caller":
            return ChainableUndefined(hint, obj, *rest, **named)
        return super().__new__(cls)


def environment(**options: Any) -> Environment:
    options["undefined"] = Missing
    options["loader"] = _loader()
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
    made.globals.update(
        static=static,
        url=reverse,
        route=reverse,
        component=component,
        form_errors=errors,
        page_items=page_items,
    )
    made.filters.update(date=date_display, money=money_display)
    made.globals["date_range"] = date_range
    # Names the GOV.UK macros compare with, as the Nunjucks they come from does.
    made.globals.update(null=None, undefined=ChainableUndefined())
    return made


def _loader() -> ChoiceLoader:
    """Each app's `templates/`, then the GOV.UK components."""
    own = [
        PackageLoader(config.name, "templates")
        for config in apps.get_app_configs()
        if config.name.startswith("townclerk.") and (Path(config.path) / "templates").is_dir()
    ]
    govuk = PackageLoader("govuk_frontend_jinja")
    return ChoiceLoader([*own, PrefixLoader({"govuk_frontend_jinja": govuk})])
