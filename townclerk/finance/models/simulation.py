"""A simulation that was run: its draws, its seed, what it drew from and what it found."""

from django.db import models

from townclerk.finance.models.plan import PlanVersion
from townclerk.platform.records import Record


class SimulationRun(Record):
    """One run. The same model, draws and seed always find the same."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="simulations")
    draws = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    given = models.JSONField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    found = models.JSONField(editable=False)
    run_at = models.DateTimeField()

    class Meta:
        ordering = ["-run_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "draws", "seed", "digest"], name="one_run_of_the_same_draws"
            )
        ]

    def __str__(self) -> str:
        return f"{self.draws:,} draws with seed {self.seed}"
