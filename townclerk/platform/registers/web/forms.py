"""Forms made from a register's columns. What is typed is read by the column's own parser."""

from collections.abc import Iterable
from typing import Any

from django import forms

from townclerk.platform.access.reader import Reader
from townclerk.platform.registers.declaration import Column, Kind, Register, named_by
from townclerk.platform.registers.names import Names
from townclerk.platform.registers.values import References, choices, key_of, parse_all, typed

HINTS = {
    Kind.DATE: "For example, 31 March 2018.",
    Kind.YEAR: "For example, 2017/18.",
    Kind.MONEY: "In pounds, for example 1,234.50 or -1,234.50.",
}


class RecordForm(forms.Form):
    """One field a column; `values` holds what was read once the form is valid."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        register: Register,
        reader: Reader,
        record: Any | None,
        *args: Any,
        columns: tuple[Column, ...] = (),
        **kwargs: Any,
    ) -> None:
        self.register, self.record = register, record
        self.references, self.names = References(reader), Names(reader)
        every = register.editable if record is None else register.changeable
        self.columns = columns or every
        self.values: dict[str, Any] = {}
        if record is not None:
            initial = {column.name: typed(column, record) for column in self.columns}
            kwargs["initial"] = {**initial, "version": record.version}
        super().__init__(*args, **kwargs)
        for column in self.columns:
            self.fields[column.name] = self._field(column)

    def _field(self, column: Column) -> forms.Field:
        field = forms.CharField(
            label=column.label if column.required else f"{column.label} (optional)",
            help_text=" ".join(part for part in (column.help, HINTS.get(column.kind, "")) if part),
            required=False,
            widget=self._widget(column),
        )
        if column.kind.numeric or column.kind in (Kind.DATE, Kind.YEAR):
            field.widget.attrs["data-width"] = "10"
        if column.kind is Kind.MONEY:
            field.widget.attrs["data-prefix"] = "£"
        return field

    def _widget(self, column: Column) -> forms.Widget:
        options = self._options(column)
        if options is None:
            return forms.Textarea() if column.kind is Kind.LONG_TEXT else forms.TextInput()
        if column.kind is Kind.FLAG:
            return forms.RadioSelect(choices=options)
        return forms.Select(choices=[("", "Choose one"), *options])

    def _options(self, column: Column) -> list[tuple[str, str]] | None:
        match column.kind:
            case Kind.FLAG:
                return [("yes", "Yes"), ("no", "No")]
            case Kind.CHOICE:
                return choices(self.register, column)
            case Kind.REFERENCE:
                model = self.register.field(column).related_model
                if isinstance(model, type):
                    rows = self.references.known(model).values()
                    named = (self._named(row) for row in rows)
                    return sorted(named, key=lambda pair: pair[1].casefold())
        return None

    def _named(self, row: Any) -> tuple[str, str]:
        """A record to choose; the key beside its name where no code names it: an item's meeting."""
        key, name = key_of(row), self.names(row)
        return key, f"{name} ({key})" if len(named_by(type(row))) > 1 else name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values, found = parse_all(self.register, self.columns, cleaned, self.references)
        self.tell(found)
        return cleaned

    def tell(self, problems: Iterable[Any]) -> None:
        """Put each problem beside its field, or above the form."""
        for problem in problems:
            sentence = f"{problem.message} {problem.hint}".strip()
            self.add_error(problem.field if problem.field in self.fields else None, sentence)


class ValueForm(forms.Form):
    """The value that many records are to take, asked as the column asks for it."""

    def __init__(self, register: Register, reader: Reader, column: Column, *args: Any) -> None:
        super().__init__(*args)
        self.fields["value"] = RecordForm(register, reader, None, columns=(column,)).fields[
            column.name
        ]
