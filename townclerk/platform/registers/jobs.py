"""What registers do behind a page."""

from datetime import datetime

from townclerk.platform.jobs import Outcome, job
from townclerk.platform.jobs.running import JobRun
from townclerk.platform.registers.findable_in_bulk import index_written


@job("index-records", title="Make imported records findable")
def index_records(run: JobRun, register: str, moment: str) -> Outcome:
    after = run.checkpointed or 0
    written_at = datetime.fromisoformat(moment)
    done = index_written(register, written_at, after, run.checkpoint, run.progress)
    return Outcome(done=done)
