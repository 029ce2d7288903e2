"""Which mail a reader sees: their own, and for who runs the installation every one."""

from django.db.models import QuerySet

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.mail.kinds import KINDS, MailKind
from townclerk.platform.mail.models import Letter, Unwanted


def sees_all(reader: Reader) -> bool:
    """Whoever may change the administration runs the installation."""
    return bool(reader.may(Verb.CONTRIBUTE, Area.ADMINISTRATION))


def seen_by(reader: Reader) -> QuerySet[Letter]:
    every = Letter.objects.select_related("user")
    if sees_all(reader):
        return every
    return every.filter(user_id=reader.user_id) if reader.user_id else every.none()


def choices(receiver: str) -> list[tuple[MailKind, bool]]:
    """Each optional kind, and whether the receiver has it."""
    off = set(Unwanted.objects.filter(receiver=receiver).values_list("kind", flat=True))
    optional = [kind for kind in KINDS.values() if kind.optional]
    return [(kind, kind.name not in off) for kind in sorted(optional, key=lambda k: k.label)]
