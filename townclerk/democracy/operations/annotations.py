"""What a person notes to themselves on an item. Written and read by them alone, and not audited."""

from datetime import datetime

from townclerk.democracy.models import AgendaItem, Annotation
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor

LONGEST = 5000


def note(item: AgendaItem, text: str, *, actor: Actor, moment: datetime) -> Annotation | None:
    """Keep the note of the actor on an item; an empty one is removed."""
    if actor.user is None:
        raise Refused("Sign in to keep private notes.")
    if not text.strip():
        Annotation.objects.filter(user=actor.user, item=item).delete()
        return None
    if len(text.strip()) > LONGEST:
        raise Problems([Problem(f"A note has at most {LONGEST:,} characters.", field="text")])
    values = {"text": text.strip(), "changed_at": moment}
    kept, _ = Annotation.objects.update_or_create(user=actor.user, item=item, defaults=values)
    return kept
