"""A register of risks as a page and a paper show it: one reading for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from townclerk.assurance.core.scoring import Place
from townclerk.assurance.models import MatrixBand, Risk, RiskAction, RiskMatrix, RiskPaper
from townclerk.assurance.queries import risks as queries
from townclerk.assurance.queries.risks import Row
from townclerk.platform.organisation.models import Kind
from townclerk.platform.organisation.queries import nodes


@dataclass(frozen=True, kw_only=True)
class Register:
    """The risks of a level on a day, with what moved since the last paper."""

    on: date
    matrix: RiskMatrix | None
    rows: tuple[Row, ...]
    paper: RiskPaper | None
    """The last paper before the day."""
    names: Mapping[str, str]
    """Units by code, as they were called that day."""
    services: Mapping[str, str]

    @property
    def scored(self) -> list[Row]:
        return [row for row in self.rows if row.found is not None]

    @property
    def unscored(self) -> list[Row]:
        return [row for row in self.rows if row.found is None]

    @property
    def rescore(self) -> list[Row]:
        return [row for row in self.rows if row.rescore]

    @property
    def waiting(self) -> list[Row]:
        """Risks their owners have to look at again before the next paper."""
        return [row for row in self.rows if row.waits]

    @property
    def over(self) -> list[Row]:
        return [row for row in self.rows if row.over]

    @property
    def moved(self) -> list[Row]:
        return [row for row in self.scored if row.moved.said in ("up", "down", "new")]

    @property
    def overdue(self) -> list[tuple[Row, RiskAction]]:
        return [(row, action) for row in self.rows for action in row.overdue]

    @property
    def places(self) -> list[Place]:
        """Where the risks stand that are scored on the matrix in force."""
        return [
            Place(row.score.current_likelihood, row.score.current_impact)
            for row in self.scored
            if row.score is not None and not row.rescore
        ]

    def band(self, score: int | None) -> MatrixBand | None:
        if score is None or self.matrix is None:
            return None
        held = [band for band in self.matrix.bands.all() if band.lowest <= score]
        return max(held, key=lambda band: band.lowest, default=None)

    def unit(self, risk: Risk) -> str:
        return self.names.get(risk.unit.code, risk.unit.code)

    @property
    def missing(self) -> list[str]:
        """Services that have not scored the theme the register is about."""
        seen = {row.risk.unit.code for row in self.scored}
        return sorted(name for code, name in self.services.items() if code not in seen)

    @property
    def finding(self) -> str:
        """The title of the heat map, as a finding."""
        count, over = len(self.places), len(self.over)
        if not count:
            return "No risk is scored on the matrix in force"
        said = f"{count} risk{'' if count == 1 else 's'} scored"
        return f"{said}, {over} above appetite" if over else f"{said}, none above appetite"


def register_on(day: date, *, level: str = "", theme: str = "", open_to: Iterable[int]) -> Register:
    """The register of a level, or of a theme; of the risks open to a reader."""
    held = queries.read()
    seen = set(open_to)
    risks = [
        risk
        for risk in held.risks
        if risk.pk in seen
        and (not level or risk.level == level or _up(risk, level))
        and (not theme or risk.theme == theme)
    ]
    paper = held.last_paper(day)
    rows = queries.rows_on(held, risks, day, since=paper.on if paper else None)
    known = nodes(day)
    return Register(
        on=day,
        matrix=held.matrix_on(day),
        rows=tuple(rows),
        paper=paper,
        names={code: node.name for code, node in known.items()},
        services={code: node.name for code, node in known.items() if node.kind == Kind.SERVICE},
    )


def _up(risk: Risk, level: str) -> bool:
    return level == Risk.Level.CORPORATE and queries.on_corporate_register(risk)
