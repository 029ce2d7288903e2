"""Whether what was published is as it was published."""

from collections.abc import Iterable

from django.conf import settings

from townclerk.kernel.errors import Problem
from townclerk.platform.check import check
from townclerk.reports import queries, signing
from townclerk.reports.core import chain


@check("publications", "Published reports, their chain and its signatures")
def publications_are_as_published() -> Iterable[Problem]:
    published = queries.chain()
    # Without publications there may be no key yet, and a check makes none.
    return chain.verify(published, signing.public_key(settings.HOME)) if published else ()
