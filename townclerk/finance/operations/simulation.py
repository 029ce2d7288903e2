"""Running a simulation and keeping what it found."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.finance import permissions
from townclerk.finance.core.simulation import Model, simulate
from townclerk.finance.models import PlanVersion, SimulationRun
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries.simulation import as_json, model_of
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor

MOST_DRAWS = 1_000_000
MOST_SEED = 2**31 - 1


class NothingVaries(TownclerkError):
    """No driver has a distribution, so every draw would be the plan itself."""


def check_asked(draws: int | None, seed: int | None) -> None:
    """Every wrong cell of the form at once."""
    found = []
    if draws is None or not 1_000 <= draws <= MOST_DRAWS:
        found.append(
            Problem(f"Draws are a whole number from 1,000 to {MOST_DRAWS:,}.", field="draws")
        )
    if seed is None or not 0 <= seed <= MOST_SEED:
        found.append(Problem("The seed is a whole number, nought or more.", field="seed"))
    if found:
        raise Problems(found)


def model_now(plan: PlanVersion) -> tuple[Model, str]:
    """The model as the plan stands, with its digest."""
    model = model_of(plans.load(plan))
    if not model.drivers:
        raise NothingVaries(f"No driver of {plan} varies. Choose how one varies, then run again.")
    text = json.dumps(as_json(model), sort_keys=True)
    return model, hashlib.sha256(text.encode()).hexdigest()


def run(
    plan: PlanVersion, *, draws: int, seed: int, actor: Actor, moment: datetime, **stamp: Any
) -> SimulationRun:
    """Draw, and keep what was found. A run of the same draws is kept once."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    check_asked(draws, seed)
    model, digest = model_now(plan)
    asked = {"plan": plan, "draws": draws, "seed": seed, "digest": digest}
    kept = SimulationRun.objects.filter(**asked).first()
    if kept is not None:
        return kept
    # Drawn outside the transaction: nobody waits for it.
    found = {
        year: {str(percentile): value for percentile, value in row.items()}
        for year, row in simulate(model, draws, seed).percentiles().items()
    }
    with transaction.atomic():
        made = SimulationRun(**asked, given=as_json(model), found=found, run_at=moment)
        return records.create(made, actor=actor, moment=moment)
