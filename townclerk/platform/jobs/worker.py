"""The worker: takes jobs one after the other, and between them looks after what was left."""

import logging
import time

from django_tasks_db.management.commands import db_worker

from townclerk.platform import clock
from townclerk.platform.jobs import recovery

log = logging.getLogger(__name__)
TASKS_A_ROUND = 20


class Worker(db_worker.Worker):
    """The library's worker in short rounds, with recovery and the schedule between them."""

    def __init__(self, *, worker_id: str, interval: float) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=TASKS_A_ROUND,
            worker_id=worker_id,
        )

    def work(self, *, until_idle: bool = False) -> None:
        """Work until stopped, or until nothing waits."""
        while self.running:
            taken_over = recovery.recover(clock.now())
            recovery.tick(clock.now())
            self._run_tasks = 0
            self.run()
            idle = self._run_tasks < TASKS_A_ROUND
            if idle and until_idle and not taken_over:
                return
            if idle and self.running:
                time.sleep(self.interval)
