"""Two versions of a text beside each other, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\{\{.*?\}\}\S*|\S+", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """Words that stayed, came or went. `kind` is same, inserted or deleted."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """One paragraph beside its earlier self."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in (*self.before, *self.after))


def compare(before: str, after: str) -> tuple[Row, ...]:
    """The paragraphs of two versions side by side, with the words that went and that came.

    Units: words; a binding counts as one. Source: none, a way of reading. Rounding: none.
    Applies: to prose with paragraphs parted by empty lines.

    >>> compare("It costs more.", "It costs less.")[0].after
    (Piece(kind='same', text='It costs'), Piece(kind='inserted', text='less.'))
    """
    old, new = _paragraphs(before), _paragraphs(after)
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [_row(one, one) for one in old[a:b]]
            continue
        pairs = max(b - a, d - c)
        for step in range(pairs):
            one = old[a + step] if a + step < b else ""
            two = new[c + step] if c + step < d else ""
            rows.append(_row(one, two))
    return tuple(rows)


def counts(rows: tuple[Row, ...]) -> tuple[int, int]:
    """How many words came and how many went."""
    came = sum(len(p.text.split()) for r in rows for p in r.after if p.kind == "inserted")
    went = sum(len(p.text.split()) for r in rows for p in r.before if p.kind == "deleted")
    return came, went


def _paragraphs(text: str) -> list[str]:
    found = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [" ".join(one.split()) for one in found if one.strip()]


def _row(before: str, after: str) -> Row:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            left.append(Piece("same", " ".join(old[a:b])))
            right.append(Piece("same", " ".join(new[c:d])))
            continue
        if b > a:
            left.append(Piece("deleted", " ".join(old[a:b])))
        if d > c:
            right.append(Piece("inserted", " ".join(new[c:d])))
    return Row(tuple(left), tuple(right))
