"""Large simulations, run behind the page."""

from django.urls import reverse

from townclerk.finance.models import PlanVersion
from townclerk.platform import clock
from townclerk.platform.jobs import Outcome, job
from townclerk.platform.jobs.running import JobRun


@job("simulate-gap", title="Simulate the gap")
def simulate_gap(run: JobRun, plan: int, draws: int, seed: int) -> Outcome:
    """Run twice it keeps one run: the same draws are the same run."""
    # NumPy takes a third of a second that every command would wait for at its start.
    from townclerk.finance.operations import simulation

    version = PlanVersion.objects.get(pk=plan)
    run.progress(0, draws, f"Drawing {draws:,} times")
    made = simulation.run(version, draws=draws, seed=seed, actor=run.actor, moment=clock.now())
    return Outcome(done=draws, url=reverse("finance:simulation-run", args=[made.pk]))
