"""Dates in the words of a contributor: typed plainly, kept marked, shown plainly again."""

import re

from townclerk.reports.core.prose import BINDING

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = "(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day )?"
DATED = re.compile(
    rf"(?<![\w.,£])(?:{_DAY}\d{{1,2}} (?:{_MONTH})(?: (?:19|20)\d{{2}})?"
    rf"|(?:{_MONTH}) (?:19|20)\d{{2}}"
    r"|(?:19|20)\d{2}/\d{2}"
    r"|(?:19|20)\d{2})\b(?![.,]?\d)"
)
"""A day, a month of a year, a financial year or a year, as English writes them."""
_MARKED = re.compile(r'\{\{\s*marked\("([^"]*)"\)\s*\}\}')


def marked(text: str) -> str:
    """The text with every date that is typed into it marked as one.

    Applies: outside of bindings. Other numbers stay as typed, for the editor to bind.

    >>> marked("Opened on 4 May 2024 for 12 people.")
    'Opened on {{ marked("4 May 2024") }} for 12 people.'
    """
    found, last = [], 0
    for binding in BINDING.finditer(text):
        found += [_marked(text[last : binding.start()]), binding[0]]
        last = binding.end()
    return "".join([*found, _marked(text[last:])])


def plain(text: str) -> str:
    """The text with its marked dates as they read: what `marked` marks again.

    >>> plain('Of {{ marked("2023/24") }} and {{ marked("section 31A") }}.')
    'Of 2023/24 and {{ marked("section 31A") }}.'
    """
    return _MARKED.sub(lambda one: one[1] if DATED.fullmatch(one[1]) else one[0], text)


def _marked(text: str) -> str:
    return DATED.sub(lambda one: f'{{{{ marked("{one[0]}") }}}}', text)
