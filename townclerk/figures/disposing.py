"""Facts that are disposed of leave a certificate in the same chain as records."""

from datetime import datetime

from townclerk.figures.facts.batches import certificate_hook
from townclerk.figures.models import FactBatch
from townclerk.platform.audit.log import Actor
from townclerk.platform.retention import operations


@certificate_hook
def certify(batch: FactBatch, actor: Actor, moment: datetime) -> None:
    """The batch's rows are gone from every version of its table."""
    operations.certify(
        {
            "record_type": f"facts:{batch.table}",
            "record_id": batch.batch,
            "class": "",
            "approved_at": moment.isoformat(),
            "approved_by": actor.user.pk if actor.user else None,
            "counts": {"facts": batch.rows},
        },
        actor=actor,
        moment=moment,
    )
