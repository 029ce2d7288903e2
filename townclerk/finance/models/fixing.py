"""Records that belong to something decided: they change until it is, and never after."""

from operator import attrgetter
from typing import Any, ClassVar

from townclerk.platform.records import Record


class PartOfFixed(Record):
    """A record fixed together with what it belongs to, which `owned_by` leads to.

    The owner's `refuse_when_fixed` asks afresh: the copy in hand may be older than the decision.
    """

    owned_by: ClassVar[str]

    class Meta:
        abstract = True

    def _refuse_when_fixed(self) -> None:
        attrgetter(self.owned_by)(self).refuse_when_fixed()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_when_fixed()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_when_fixed()
        return super().delete(*args, **kwargs)
