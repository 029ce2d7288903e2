"""From a Django form field to the parameters of the GOV.UK component that draws it.

Templates place fields; what a field looks like, its hint and its error are settled here.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

Parameters = dict[str, Any]

INPUT_TYPES = {
    forms.EmailInput: "email",
    forms.PasswordInput: "password",
    forms.URLInput: "url",
    forms.NumberInput: "text",
    forms.DateInput: "text",
}


def component(bound: BoundField) -> tuple[str, Parameters]:
    """The name of the component and its parameters."""
    widget = bound.field.widget
    for kinds, name, build in _BUILDERS:
        if isinstance(widget, kinds):
            return name, build(bound)
    return "input", _input(bound)


def errors(form: forms.BaseForm) -> list[Parameters]:
    """Every error of a form, in the order of its fields, linked to the field it is about."""
    found: list[Parameters] = []
    for bound in form:
        found += [{"text": str(error), "href": f"#{bound.auto_id}"} for error in bound.errors]
    return [{"text": str(error)} for error in form.non_field_errors()] + found


def _common(bound: BoundField) -> Parameters:
    made: Parameters = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": {"text": bound.label, "classes": "govuk-label--s"},
        "attributes": _attributes(bound),
    }
    if bound.help_text:
        made["hint"] = {"text": str(bound.help_text)}
    if bound.errors:
        made["errorMessage"] = {"text": " ".join(str(error) for error in bound.errors)}
    if bound.field.disabled:
        made["disabled"] = True
    return made


def _attributes(bound: BoundField) -> Parameters:
    kept = ("autocomplete", "inputmode", "spellcheck", "maxlength", "autocapitalize")
    return {name: value for name, value in bound.field.widget.attrs.items() if name in kept}


def _input(bound: BoundField) -> Parameters:
    made = _common(bound)
    kind = next((t for w, t in INPUT_TYPES.items() if isinstance(bound.field.widget, w)), "text")
    value = bound.value()
    made |= {"type": kind, "value": "" if value is None or kind == "password" else str(value)}
    autocomplete = made["attributes"].pop("autocomplete", None)
    if autocomplete:
        made["autocomplete"] = autocomplete
    width = bound.field.widget.attrs.get("data-width")
    if width:
        made["classes"] = f"govuk-input--width-{width}"
    prefix = bound.field.widget.attrs.get("data-prefix")
    if prefix:
        made["prefix"] = {"text": prefix}
    return made


def _textarea(bound: BoundField) -> Parameters:
    value = bound.value()
    rows = bound.field.widget.attrs.get("rows", 5)
    return _common(bound) | {"value": "" if value is None else str(value), "rows": rows}


def _choices(bound: BoundField) -> list[Parameters]:
    """Options of a choice field, groups flattened, with what is chosen now."""
    chosen = bound.value()
    values = {str(v) for v in (chosen if isinstance(chosen, (list, tuple, set)) else [chosen])}
    if chosen is None:
        values = {""}
    items: list[Parameters] = []
    for value, label in _flat(bound.field.widget.choices):
        on = str(value if value is not None else "") in values
        items.append(
            {
                "value": str(value if value is not None else ""),
                "text": str(label),
                "selected": on,
                "checked": on,
            }
        )
    return items


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    out: list[tuple[Any, Any]] = []
    for value, label in choices:
        out += _flat(label) if isinstance(label, (list, tuple)) else [(value, label)]
    return out


def _select(bound: BoundField) -> Parameters:
    return _common(bound) | {"items": _choices(bound)}


def _grouped(bound: BoundField) -> Parameters:
    """Radios and checkboxes stand in a fieldset whose legend is the label."""
    made = _common(bound)
    legend = made.pop("label")["text"]
    items = [item for item in _choices(bound) if item["value"] != ""]
    return made | {
        "idPrefix": bound.auto_id,
        "fieldset": {"legend": {"text": legend, "classes": "govuk-fieldset__legend--s"}},
        "items": items,
    }


def _single_checkbox(bound: BoundField) -> Parameters:
    made = _common(bound)
    item: Parameters = {"value": "on", "text": str(bound.label), "checked": bool(bound.value())}
    hint = made.pop("hint", None)
    if hint:
        item["hint"] = hint
    made.pop("label")
    return made | {"idPrefix": bound.auto_id, "items": [item]}


def _file(bound: BoundField) -> Parameters:
    return _common(bound)


def _hidden(bound: BoundField) -> Parameters:
    value = bound.value()
    return {
        "name": bound.html_name,
        "value": "" if value is None else str(value),
        "id": bound.auto_id,
    }


_BUILDERS: tuple[tuple[Any, str, Any], ...] = (
    (forms.HiddenInput, "hidden", _hidden),
    (forms.Textarea, "textarea", _textarea),
    (forms.CheckboxSelectMultiple, "checkboxes", _grouped),
    (forms.RadioSelect, "radios", _grouped),
    (forms.Select, "select", _select),
    (forms.CheckboxInput, "checkboxes", _single_checkbox),
    (forms.FileInput, "file", _file),
)
