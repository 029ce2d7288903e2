"""The chain of certificates: each names what was disposed of and the certificate before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FIRST = "0" * 64


@dataclass(frozen=True)
class Link:
    """A certificate as it is stored."""

    number: int
    content: Mapping[str, Any]
    previous: str
    sha256: str


def seal(number: int, content: Mapping[str, Any], previous: str) -> str:
    """The SHA-256 of a certificate, the one before it included.

    Units: hexadecimal digits.

    Source: none in law; it makes a certificate that was changed or taken out visible.

    Example:
        >>> seal(1, {"count": 1}, FIRST)[:8]
        '969b4d09'
    """
    document = {"number": number, "content": dict(content), "previous": previous}
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken(links: Iterable[Link]) -> list[str]:
    """What is wrong with the chain, a sentence each; empty when every certificate is as written.

    Units: none.

    Source: none in law.
    """
    found: list[str] = []
    previous = FIRST
    for place, link in enumerate(links, start=1):
        if link.number != place:
            found.append(f"Certificate {place} of disposal is missing before {link.number}.")
            return found
        if link.previous != previous:
            found.append(
                f"Certificate {link.number} of disposal does not follow the one before it."
            )
        if seal(link.number, link.content, link.previous) != link.sha256:
            found.append(f"Certificate {link.number} of disposal is not as it was written.")
        previous = link.sha256
    return found
