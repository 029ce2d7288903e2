from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from townclerk.reports.core import chain
from townclerk.reports.core.chain import Published

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def publication(number, previous, key=KEY):
    parts = {
        "outputs": {"report.txt": f"Report {number}".encode()},
        "figures": [{"key": "a.b", "value": "1.00", "explanation": {"label": "A"}}],
        "content": {"sentences": ["The gap is 1."]},
        "issued_on": "2017-01-04",
    }
    text = chain.manifest(number=number, previous=previous, published_at="2017-01-12", **parts)
    checksum = chain.sha256(text.encode())
    signature = key.sign(checksum.encode())
    return Published(number=number, manifest=text, checksum=checksum, signature=signature, **parts)


def three():
    first = publication(1, chain.FIRST)
    second = publication(2, first.checksum)
    return [first, second, publication(3, second.checksum)]


def codes(published, head=None):
    return {problem.code for problem in chain.verify(published, KEY.public_key(), head=head)}


def test_it_finds_nothing_in_an_untouched_chain():
    published = three()
    assert codes(published, published[-1].checksum) == set()
    assert codes([]) == set()


TAMPERED = {
    "a changed file": ({"outputs": {"report.txt": b"Report 2!"}}, "output"),
    "a missing file": ({"outputs": {}}, "output"),
    "an added file": ({"outputs": {"report.txt": b"Report 2", "x": b""}}, "output"),
    "a changed value": (
        {"figures": [{"key": "a.b", "value": "2.00", "explanation": {"label": "A"}}]},
        "figure",
    ),
    "a changed explanation": (
        {"figures": [{"key": "a.b", "value": "1.00", "explanation": {"label": "B"}}]},
        "figure",
    ),
    "a removed figure": ({"figures": []}, "figure"),
    "a changed sentence": ({"content": {"sentences": ["The gap is 2."]}}, "content"),
    "a manifest that cannot be read": ({"manifest": "{}"}, "manifest"),
    "a changed checksum": ({"checksum": "1" * 64}, "manifest"),
    "a changed signature": ({"signature": b"0" * 64}, "signature"),
    "a changed date": ({"issued_on": "2017-01-05"}, "issued"),
    "a changed number": ({"number": 7}, "chain"),
}


@pytest.mark.parametrize(("change", "code"), TAMPERED.values(), ids=TAMPERED.keys())
def test_it_finds_each_thing_tampered_with(change, code):
    published = three()
    published[1] = replace(published[1], **change)
    assert code in codes(published)


def test_it_finds_a_publication_rewritten_and_signed_by_another_key():
    published = three()
    published[2] = publication(3, published[1].checksum, key=OTHER)
    assert codes(published) == {"signature"}


def test_it_finds_a_publication_taken_out_or_put_elsewhere():
    published = three()
    assert "chain" in codes([published[0], published[2]])
    assert "chain" in codes([published[1], published[0], published[2]])


def test_it_finds_the_last_publication_removed_by_the_checksum_kept_elsewhere():
    published = three()
    assert codes(published[:2]) == set()
    assert codes(published[:2], published[-1].checksum) == {"head"}


def test_it_finds_a_rewritten_past_even_when_signed_by_the_council():
    published = three()
    forged = publication(2, "2" * 64)
    assert "chain" in codes([published[0], forged, published[2]])
