"""The heat map: the matrix with how many risks stand in each cell, as a picture and its table."""

from collections import Counter
from collections.abc import Sequence

from townclerk.assurance.core.scoring import Place
from townclerk.assurance.models import MatrixStep, RiskMatrix
from townclerk.platform.charts.picture import Picture, PictureTable

# Light enough for dark letters; the name of the band and the number stand in every cell as well.
COLOURS = {"green": "#cce2d8", "yellow": "#fff7bf", "orange": "#fcd6c3", "red": "#f4a79a"}
LETTERS = 13
"""Letters of a step's name in one line."""


def heat_map(matrix: RiskMatrix, places: Sequence[Place], *, title: str) -> Picture:
    """Impact upwards, likelihood to the right; the drawing library is loaded only here."""
    import altair

    from townclerk.platform.charts import drawing

    likely, impacts = _steps(matrix, "likelihood"), _steps(matrix, "impact")
    counts = Counter((place.likelihood, place.impact) for place in places)
    rows: list[dict[str, str | float]] = [
        _cell(matrix, across, up, counts[across.number, up.number])
        for up in impacts
        for across in likely
    ]
    base = drawing.values(rows).encode(
        x=altair.X(
            "likelihood:N",
            sort=[_named(one) for one in likely],
            axis=drawing.titled_axis(
                "Likelihood", labelAngle=0, labelExpr="split(datum.label, ' ')", ticks=False
            ),
        ),
        y=altair.Y(
            "impact:N",
            sort=[_named(one) for one in reversed(impacts)],
            axis=drawing.titled_axis("Impact", ticks=False),
        ),
    )
    tints = sorted({(str(row["band"]), str(row["tint"])) for row in rows})
    squares = base.mark_rect(stroke=drawing.INK, strokeWidth=1).encode(
        color=altair.Color(
            "band:N",
            scale=altair.Scale(domain=[b for b, _ in tints], range=[t for _, t in tints]),
            legend=None,
        )
    )
    numbers = base.mark_text(fontSize=20, dy=-6, color=drawing.INK, fontWeight="bold").encode(
        text="shown:N"
    )
    bands = base.mark_text(fontSize=12, dy=16, color=drawing.INK).encode(text="band:N")
    chart = (squares + numbers + bands).properties(
        width=drawing.WIDTH - 100, height=64 * len(impacts)
    )
    alt = _told(title, likely, impacts, counts)
    table = PictureTable(
        header=("Impact", *(one.label for one in likely)),
        rows=tuple(
            (up.label, *(str(counts[one.number, up.number] or "") for one in likely))
            for up in reversed(impacts)
        ),
    )
    return Picture(svg=drawing.draw(chart, alt), title=title, alt=alt, table=table)


def _steps(matrix: RiskMatrix, axis: str) -> list[MatrixStep]:
    found = [one for one in matrix.steps.all() if one.axis == axis]
    return sorted(found, key=lambda one: one.number)


def _named(step: MatrixStep) -> str:
    return f"{step.number} {step.label}"


def _cell(
    matrix: RiskMatrix, across: MatrixStep, up: MatrixStep, count: int
) -> dict[str, str | float]:
    score = across.points * up.points
    band = max((b for b in matrix.bands.all() if b.lowest <= score), key=lambda b: b.lowest)
    return {
        "likelihood": _named(across),
        "impact": _named(up),
        "band": band.label,
        "tint": COLOURS[band.colour],
        "shown": str(count) if count else "",
    }


def _told(
    title: str,
    likely: Sequence[MatrixStep],
    impacts: Sequence[MatrixStep],
    counts: Counter[tuple[int, int]],
) -> str:
    said = [
        f"{counts[across.number, up.number]} at likelihood {across.label.lower()} and impact "
        f"{up.label.lower()}"
        for up in reversed(impacts)
        for across in likely
        if counts[across.number, up.number]
    ]
    return f"{title}. {'; '.join(said) or 'No risk is scored'}."
