"""The council's signing key: made on first use, kept in the installation's own folder."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from townclerk.platform.home import Home

NAME = "publications.pem"


def private_key(home: Home) -> Ed25519PrivateKey:
    place = home.keys / NAME
    if not place.exists():
        home.prepare()
        _write_new(place, Ed25519PrivateKey.generate())
    found = serialization.load_pem_private_key(place.read_bytes(), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise TypeError(f"{place} is not an Ed25519 key")
    return found


def public_key(home: Home) -> Ed25519PublicKey:
    return private_key(home).public_key()


def public_pem(home: Home) -> str:
    """The public key for keeping elsewhere, with which anybody can check the signatures."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return public_key(home).public_bytes(serialization.Encoding.PEM, form).decode()


def _write_new(place: Path, key: Ed25519PrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # O_EXCL: of two processes that start together, one makes the key and the other reads it.
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as out:
        out.write(pem)
