"""Text carried over unchanged from an earlier report."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from townclerk.reports.core.checking.model import Finding, Paragraph, Place, Severity, Value
from townclerk.reports.core.checking.reading import Reading
from townclerk.reports.core.checking.words import plain_text, quoted

SHORTEST = 60
"""Characters below which a paragraph is a heading or a formula, which may well repeat."""
NEARLY = 0.97


def check(reading: Reading) -> Iterator[Finding]:
    """Paragraphs that say word for word, or but for a word, what an earlier report said."""
    for earlier in reading.earlier:
        theirs = {
            plain_text(block.text): section.title
            for section in earlier.paper.sections
            for block in section.blocks
            if isinstance(block, Paragraph) and len(block.text) >= SHORTEST
        }
        for number, section in enumerate(reading.paper.sections):
            count = 0
            for block in section.blocks:
                if not isinstance(block, Paragraph):
                    continue
                count += 1
                if len(block.text) < SHORTEST:
                    continue
                title = _same(plain_text(block.text), theirs)
                if title:
                    yield Finding(
                        kind="unchanged",
                        severity=Severity.NOTE,
                        place=Place(section.title, count, quoted(block.text), number),
                        why=f"The paragraph is unchanged since “{earlier.paper.title}” ({title}).",
                        what_to_do="Bring it up to date, or say that it still holds.",
                        values=(Value("the same words", earlier.paper.title),),
                    )


def _same(text: str, theirs: dict[str, str]) -> str:
    if text in theirs:
        return theirs[text]
    digits = re.findall(r"\d+", text)
    for other, title in theirs.items():
        if abs(len(other) - len(text)) > len(text) * (1 - NEARLY) + 8 or digits != re.findall(
            r"\d+", other
        ):
            continue
        matcher = SequenceMatcher(None, text, other, autojunk=False)
        if (
            matcher.real_quick_ratio() >= NEARLY
            and matcher.quick_ratio() >= NEARLY
            and (matcher.ratio() >= NEARLY)
        ):
            return title
    return ""
