"""The chain of publications: each manifest names what was published and the manifest before it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from townclerk.kernel.errors import Problem

FIRST = "0" * 64
"""What the first publication names as the one before it."""


def canonical(document: Any) -> bytes:
    """The one way a document is written down, so that equal documents have equal bytes."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Published:
    """One publication as it is stored: what `verify` reads."""

    number: int
    manifest: str
    checksum: str
    signature: bytes
    outputs: Mapping[str, bytes]
    figures: Sequence[Mapping[str, Any]]
    content: Mapping[str, Any]
    """Cover, recommendations and sentences as published."""
    issued_on: str = ""
    """The date it bears, as stored; publications from before it was kept state none."""


def manifest(
    *,
    number: int,
    previous: str,
    published_at: str,
    issued_on: str,
    outputs: Mapping[str, bytes],
    figures: Sequence[Mapping[str, Any]],
    content: Mapping[str, Any],
) -> str:
    """The manifest of a publication, as the text that is hashed, signed and kept."""
    document = {
        "number": number,
        "previous": previous,
        "published_at": published_at,
        "issued_on": issued_on,
        "outputs": {name: sha256(bytes(body)) for name, body in outputs.items()},
        "figures": [sha256(canonical(figure)) for figure in figures],
        "content": sha256(canonical(content)),
    }
    return canonical(document).decode()


def stated_figure(row: Mapping[str, Any]) -> dict[str, Any]:
    """A figure as the manifest counts it in: that it is withheld is said only where it is."""
    return {name: value for name, value in row.items() if name != "restricted" or value}


def verify(
    chain: Sequence[Published], key: Ed25519PublicKey, *, head: str | None = None
) -> tuple[Problem, ...]:
    """What no longer is as it was published; empty when nothing has changed.

    `head` is the checksum of the last publication as kept elsewhere: with it, the removal of the
    last publications is found too.
    """
    found: list[Problem] = []
    previous = FIRST
    for place, one in enumerate(chain, start=1):
        found += _one(one, place, previous, key)
        previous = one.checksum
    if head is not None and head not in [one.checksum for one in chain]:
        found.append(
            Problem(
                "The publication whose checksum was kept elsewhere is not in the chain.",
                code="head",
                hint="Publications have been removed or replaced since. Restore from a backup.",
            )
        )
    return tuple(found)


def _one(one: Published, place: int, previous: str, key: Ed25519PublicKey) -> list[Problem]:
    where = f"publication {one.number}"
    found = []
    if sha256(one.manifest.encode()) != one.checksum:
        found.append(_changed(f"The manifest of {where}", "manifest"))
    try:
        key.verify(bytes(one.signature), one.checksum.encode())
    except InvalidSignature:
        found.append(Problem(f"The signature of {where} is not the council's.", code="signature"))
    try:
        stated = json.loads(one.manifest)
        link = (stated["number"], stated["previous"])
        outputs, figures, content = stated["outputs"], stated["figures"], stated["content"]
    except (ValueError, KeyError, TypeError):
        return [*found, Problem(f"The manifest of {where} cannot be read.", code="manifest")]
    if link != (place, previous) or one.number != place:
        found.append(Problem(f"{where.capitalize()} does not follow the one before.", code="chain"))
    if "issued_on" in stated and stated["issued_on"] != one.issued_on:
        found.append(_changed(f"The date {where} bears", "issued"))
    return [*found, *_contents(one, where, outputs, figures, content)]


def _contents(
    one: Published, where: str, outputs: Any, figures: Any, content: Any
) -> list[Problem]:
    found = []
    for name in sorted({*outputs, *one.outputs}):
        body = one.outputs.get(name)
        if body is None:
            found.append(Problem(f"The file {name} of {where} is missing.", code="output"))
        elif sha256(bytes(body)) != outputs.get(name):
            found.append(_changed(f"The file {name} of {where}", "output"))
    if [sha256(canonical(figure)) for figure in one.figures] != figures:
        found.append(_changed(f"A stored figure of {where}", "figure"))
    if sha256(canonical(one.content)) != content:
        found.append(_changed(f"The stored text of {where}", "content"))
    return found


def _changed(what: str, code: str) -> Problem:
    return Problem(f"{what} is not as it was published.", code=code)
