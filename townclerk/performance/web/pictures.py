"""The picture of a plan's progress, from the same counts as its table."""

from decimal import Decimal

from townclerk.performance.models import Action
from townclerk.performance.queries import Branch, Outlook
from townclerk.platform.charts.picture import Picture


def finding(found: Outlook) -> str:
    """What the picture says, in a sentence."""
    counts = found.progress.by_state
    done, total = counts.get(Action.State.DONE, 0), len(found.actions)
    late = len(found.progress.late)
    told = f"{done} of {total} actions {'is' if done == 1 else 'are'} done"
    return f"{told}, {late} past {'its' if late == 1 else 'their'} date" if late else told


def by_aim(found: Outlook) -> Picture | None:
    """Actions by state for each aim that has any, in the order of the plan."""
    from townclerk.platform.charts import Series, grouped_bars

    held = [branch for branch in _flat(found.tree) if branch.actions]
    if not held:
        return None
    series = [
        Series(
            str(state.label),
            tuple(Decimal(sum(one.state == state for one in branch.actions)) for branch in held),
        )
        for state in Action.State
        if any(one.state == state for one in found.actions)
    ]
    labels = [branch.aim.title for branch in held]
    return grouped_bars(labels, series, title=finding(found), unit="actions", places=0)


def _flat(branches: tuple[Branch, ...]) -> list[Branch]:
    return [one for branch in branches for one in (branch, *_flat(branch.beneath))]
