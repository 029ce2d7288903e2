"""Words of a text and of a question, alike for every database: plain letters and digits."""

import re
import unicodedata
from dataclasses import dataclass

MAX_TERMS = 24
MAX_LETTERS = 300

_QUOTED = re.compile(r'"([^"]*)"')

COMMON = frozenset(
    """a about above after again against all am an and any are as at be because been before being
    below between both but by can did do does doing don down during each few for from further had
    has have having he her here hers herself him himself his how i if in into is it its itself just
    me more most my myself no nor not now of off on once only or other our ours ourselves out over
    own s same she should so some such t than that the their theirs them themselves then there
    these they this those through to too under until up very was we were what when where which
    while who whom why will with you your yours yourself yourselves""".split()  # noqa: SIM905 (a list of quoted words is harder to read)
)
"""Words too common to look for: PostgreSQL's English list, here so that both databases agree."""


@dataclass(frozen=True)
class Term:
    """Words that must stand next to one another. `open` also takes longer last words."""

    words: tuple[str, ...]
    open: bool = False

    def __str__(self) -> str:
        return " ".join(self.words)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text in order.

    Units: text to words. Source: none, a convention of this programme. Applies: any language
    written with letters and digits; accents are dropped. Rounding: none. Raises: nothing.

    Example:
        >>> plain_words("Café gap, 2018/19: −7.761")
        ('cafe', 'gap', '2018', '19', '7', '761')
    """
    parts = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).casefold()
    kept = "".join(
        letter if letter.isalnum() else ("" if unicodedata.combining(letter) else " ")
        for letter in parts
    )
    return tuple(kept.split())


def read_question(text: str, *, unfinished: bool = False) -> tuple[Term, ...]:
    """The terms a reader asks for; every one of them must be on the page.

    Units: text to terms. Source: none, a convention of this programme. Applies: words in quotation
    marks, and words joined by a stroke or hyphen, stay together; common words are dropped unless
    quoted. With `unfinished` the last word may go on. Rounding: none. Raises: nothing; a question
    of common words alone has no terms.

    Example:
        >>> [str(term) for term in read_question('the gap 2018/19 "cost of change"')]
        ['cost of change', 'gap', '2018 19']
    """
    text = text[:MAX_LETTERS].replace("“", '"').replace("”", '"')
    terms = [Term(words) for quoted in _QUOTED.findall(text) if (words := plain_words(quoted))]
    for chunk in _QUOTED.sub(" ", text).split():
        words = plain_words(chunk)
        if words and not (len(words) == 1 and words[0] in COMMON):
            terms.append(Term(words))
    if unfinished and (tail := plain_words(text)):
        # While somebody types, “th” or “a” may be the beginning of any word.
        terms = [term for term in terms if term.words != tail[-1:]]
        if not terms or terms[-1].words[-1:] != tail[-1:]:
            terms.append(Term(tail[-1:], open=True))
        else:
            terms[-1] = Term(terms[-1].words, open=True)
    return tuple(dict.fromkeys(terms))[:MAX_TERMS]
