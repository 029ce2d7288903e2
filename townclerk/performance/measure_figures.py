"""Measures as figures: each record of the catalogue is a definition, its values are returned."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from townclerk.figures import COUNCIL, Definition, DefinitionChange, Grain, Polarity, Unit
from townclerk.figures import register as figures
from townclerk.kernel.reporting_period import PeriodKind
from townclerk.performance.models import Measure, Redefinition
from townclerk.platform.access.areas import Area

_SIGNS = {"count": "count", "number": "number", "percent": "%", "days": "days"}
_GRAIN = Grain(scopes=(COUNCIL, "named"), periods=tuple(kind.value for kind in PeriodKind))


class MeasureFigures:
    """Answers the register of figures for measures."""

    area = Area.PERFORMANCE

    def keys(self) -> Sequence[str]:
        return list(Measure.objects.order_by("key").values_list("key", flat=True))

    def definitions(self, keys: Iterable[str] | None = None) -> Sequence[Definition]:
        rows = Measure.objects.select_related("unit")
        found = list(rows if keys is None else rows.filter(key__in=list(keys)))
        changes: dict[int, list[Redefinition]] = defaultdict(list)
        if found:
            for one in Redefinition.objects.filter(measure__in=found).order_by("number"):
                changes[one.measure_id].append(one)
        return [definition_of(measure, changes[measure.pk]) for measure in found]


figures.provider(MeasureFigures())


def definition_of(measure: Measure, changes: Sequence[Redefinition]) -> Definition:
    """The figure of a measure."""
    return Definition(
        key=measure.key,
        label=measure.label,
        unit=Unit(measure.kind),
        display=display_of(measure),
        definition=measure.definition,
        source=measure.source,
        owner_role=measure.owner_role,
        area=MeasureFigures.area,
        polarity=Polarity(measure.polarity),
        grain=_GRAIN,
        public=measure.public,
        additive=measure.additive,
        whole=measure.additive,
        unit_of=measure.unit.code if measure.unit else "",
        definition_version=changes[-1].number if changes else 1,
        changes=tuple(DefinitionChange(one.number, one.start, one.what) for one in changes),
    )


def display_of(measure: Measure) -> str:
    """How the value is written: its sign, its places, and what is counted."""
    sign = measure.money_unit or "£" if measure.kind == "money" else _SIGNS[measure.kind]
    places = f" {measure.places} dp" if measure.places or measure.kind == "money" else ""
    noun = f", {measure.noun}" if measure.noun else ""
    return f"{sign}{places}{noun}"
