"""A picture: its drawing, and what it says to those who do not see it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PictureTable:
    """The numbers a picture draws, as they are printed."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The same on a page and in every form of a document."""

    svg: str
    title: str
    alt: str
    table: PictureTable
