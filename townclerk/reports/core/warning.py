"""What an editor of a period's report is told: style, names, days, repetition."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from townclerk.kernel.display import date_display
from townclerk.reports.core.prose import BINDING, plain_source

KINDS = {
    "stops": "Keeps it from being signed",
    "dropped": "Reported last time, nothing now",
    "dropped-figure": "Figure reported last time, not now",
    "unchanged": "Unchanged since last time",
    "twice": "Told in two sections",
    "evidence": "Claim without evidence",
    "name": "Name of a person",
    "style": "Style",
    "as-at": "Another day than the period’s",
}
_TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Professor|Prof|Sir|Dame|Alderman)"
_NAMED = re.compile(rf"\b{_TITLES}\.?(?:\s+[A-Z]\.?)*\s+[A-Z][a-z’'-]+(?:\s+[A-Z][a-z’'-]+)?")
_CITED = re.compile(r"\bevidence\s+(\d+[a-z]?)\b", re.IGNORECASE)
_HELD = re.compile(r"\{\{\s*(?:figure|literal|direction|register|picture|exhibit)\(")
STYLE: Mapping[str, str] = {
    "successfully": "Leave it out: say what happened.",
    "utilise": "Write use.",
    "utilised": "Write used.",
    "going forward": "Say from when.",
    "in order to": "Write to.",
    "as previously reported": "Say it, or leave it out.",
    "moving forward": "Say from when.",
    "stakeholders": "Say who.",
    "leverage": "Write use.",
    "robust": "Say what makes it so.",
    "please note": "Leave it out.",
    "last month": "Give the date: readers come later.",
    "this month": "Give the date: readers come later.",
    "recently": "Give the date: readers come later.",
}


@dataclass(frozen=True)
class Warned:
    """One thing to look at, where it stands, and what to do."""

    kind: str
    section: str
    title: str
    words: str
    what_to_do: str
    brief: str = ""
    """Its words beside others of the same kind and section."""

    @property
    def label(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Told:
    """A section as it was given in a period."""

    name: str
    title: str
    text: str
    nothing: bool = False
    figures: tuple[str, ...] = ()
    """Keys of figures it reported."""

    @property
    def says_something(self) -> bool:
        return bool(self.text.strip() or self.figures) and not self.nothing


def dropped(before: Sequence[Told], now: Sequence[Told], when: str) -> Iterable[Warned]:
    """Sections that told something last time and have nothing to say, or are not there, now."""
    here = {one.name: one for one in now}
    for one in before:
        found = here.get(one.name)
        if not one.says_something or (found is not None and found.says_something):
            continue
        why = "has nothing now" if found is not None else "is not in the catalogue now"
        yield Warned(
            "dropped",
            one.name if found is not None else "",
            one.title,
            f"{one.title} reported in {when}, and {why}.",
            "Ask for it, or keep it out knowingly.",
        )


def dropped_figures(
    before: Sequence[Told], now: Sequence[Told], labels: Mapping[str, str]
) -> Iterable[Warned]:
    """Figures of a section that stays, which are in no section any more."""
    there = {key for one in now for key in one.figures}
    staying = {one.name for one in now if one.says_something}
    for one in before:
        gone = [key for key in one.figures if key not in there]
        if one.name in staying and gone:
            told = ", ".join(labels.get(key, key) for key in gone)
            yield Warned("dropped-figure", one.name, one.title, told, "Give it, or say why not.")


def unchanged(before: Sequence[Told], now: Sequence[Told], when: str) -> Iterable[Warned]:
    """Sections whose words are those of last time, whatever days their figures are of."""
    then = {one.name: bare(one.text) for one in before}
    for one in now:
        if bare(one.text) and bare(one.text) == then.get(one.name) and not one.nothing:
            said = f"The text is the one of {when}."
            yield Warned("unchanged", one.name, one.title, said, "Bring it up to date.")


_WORD = re.compile(r"[^\W\d_]{4,}")
ALIKE, FEW = 0.7, 5
"""From which share of the shorter sentence's words two are alike, and how many words it needs."""


def told_twice(now: Sequence[Told]) -> Iterable[Warned]:
    """Sentences that two sections tell in nearly the same words: one of them is enough.

    >>> a = Told("ict", "ICT", "The new website opens in September with easier forms.")
    >>> b = Told("press", "Press", "In September the new website with easier forms opens.")
    >>> [(one.title, one.words) for one in told_twice([a, b])]
    [('Press', 'Also in ICT: In September the new website with easier forms opens.')]
    """
    before: list[tuple[Told, frozenset[str]]] = []
    for one in now:
        here = []
        for sentence in re.split(r"(?<=[.!?])\s+|\n", BINDING.sub(" ", plain_source(one.text))):
            words = frozenset(word.lower() for word in _WORD.findall(sentence))
            if len(words) < FEW:
                continue
            here.append((one, words))
            for other, known in before:
                if len(words & known) >= ALIKE * min(len(words), len(known)):
                    said = " ".join(sentence.split())
                    yield Warned(
                        "twice",
                        one.name,
                        one.title,
                        f"Also in {other.title}: {said}",
                        "Tell it where it belongs, and refer to it from the other.",
                    )
                    break
        before += here


def styled(now: Sequence[Told]) -> Iterable[Warned]:
    """Names of persons, and words that say little or grow stale."""
    for one in now:
        text = BINDING.sub(" ", one.text)
        for found in _NAMED.finditer(text):
            what = "Write the role: reports outlive who holds it."
            yield Warned("name", one.name, one.title, found[0], what)
        for words, what in STYLE.items():
            if re.search(rf"\b{words}\b", text, re.IGNORECASE):
                yield Warned("style", one.name, one.title, words, what, f"“{words}”: {what}")


def unevidenced(now: Sequence[Told], marks: Collection[str]) -> Iterable[Warned]:
    """Paragraphs that hold no figure and no number with its source, and cite no evidence there is.

    Units: paragraphs. Source: house rule; peers ask of each claim what shows it.
    Applies: evidence is cited as “evidence 6b”; any number counts where no library is known.
    Rounding: none. Raises: nothing.

    >>> told = [Told("a", "A", 'We listen.\\n\\nWe act (see {{ marked("evidence 6b") }}).')]
    >>> [one.words for one in unevidenced(told, ["6b"])]
    ['We listen.']
    """
    for one in now:
        for claim in re.split(r"\n\s*\n", one.text):
            cited = [mark.lower() for mark in _CITED.findall(claim)]
            strange = [mark for mark in cited if marks and mark not in marks]
            if not claim.strip() or (not strange and (cited or _HELD.search(claim))):
                continue
            words = " ".join(BINDING.sub("…", plain_source(claim)).split())
            what = "Cite its evidence, as “evidence 6b”, or bind the figure that shows it."
            if strange:
                what = f"There is no evidence {', '.join(strange)} in the library."
            yield Warned(
                "evidence", one.name, one.title, words, what, shorten(words, 90, placeholder="…")
            )


def other_day(
    section: str, title: str, label: str, day: date, ends: date, sentence: str
) -> Warned | None:
    """A figure of another day than the last of the period, whose sentence does not say so.

    >>> other_day("a", "A", "Debt", date(2024, 6, 30), date(2024, 9, 30), "Debt is low.").words
    'Debt is as at 30 June 2024; the period ends on 30 September 2024.'
    """
    if day == ends or date_display(day) in sentence:
        return None
    said = f"{label} is as at {date_display(day)}; the period ends on {date_display(ends)}."
    what = "Write “as at” with the day beside it, or take the value of the period."
    return Warned("as-at", section, title, said, what, f"{label}, {date_display(day)}")


@dataclass(frozen=True)
class Group:
    """Warnings of one kind, a line a section."""

    label: str
    what_to_do: str
    lines: tuple[tuple[str, str, str], ...]
    """Name and title of the section, and the words."""


def grouped(found: Sequence[Warned]) -> list[Group]:
    """The warnings by kind, those of missing sections first, gathered section by section."""
    groups = []
    for kind, label in KINDS.items():
        same = [one for one in found if one.kind == kind]
        if not same:
            continue
        gathered: dict[tuple[str, str], list[str]] = {}
        for one in same:
            gathered.setdefault((one.section, one.title), []).append(one.brief or one.words)
        lines = tuple(
            (*where, "; ".join(dict.fromkeys(words))) for where, words in gathered.items()
        )
        advice = dict.fromkeys(one.what_to_do for one in same)
        groups.append(Group(label, next(iter(advice)) if len(advice) == 1 else "", lines))
    return groups


def bare(text: str) -> str:
    """The words of a text, with the days its figures are asked for left out.

    >>> bare('Debt: {{ figure("a.b", period="2024-08") }}.') == bare('Debt:  {{ figure("a.b") }}.')
    True
    """
    without = re.sub(r',\s*(?:period|as_at|window)="[^"]*"', "", text)
    return " ".join(without.split())


def rolled(text: str, before: Mapping[str, str]) -> str:
    """Last time's text asking for the days of now: each earlier period or day by its successor.

    >>> rolled('{{ figure("a.b", period="2024-01") }}', {"2024-01": "2024-02"})
    '{{ figure("a.b", period="2024-02") }}'
    """

    def renewed(found: re.Match[str]) -> str:
        return f'{found[1]}="{before.get(found[2], found[2])}"'

    return re.sub(r'\b(period|as_at|window)="([^"]*)"', renewed, text)
