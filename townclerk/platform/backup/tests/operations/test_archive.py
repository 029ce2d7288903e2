import hashlib
import io
import json
import tarfile

import pytest

from townclerk.platform.backup.archive import Damaged, Taken, unpack, writing
from townclerk.platform.backup.manifest import Manifest, TableSum
from townclerk.platform.backup.restoring import CannotRestore, _require_fitting

PARTS = {
    "database.sqlite3.gz": bytes(range(256)) * 50,
    "facts/lines/part.parquet": b"parquet" * 999,
    "files/imports/ab/original.csv": b"a,b",
    "keys/publications.pem": b"key",
}


def manifest(parts, **values):
    named = {
        "format": 1,
        "version": "1",
        "made_at": "2026-11-26T12:00:00+00:00",
        "council": "Aldbury",
        "database": "sqlite",
        "migrations": (),
        "tables": {"a": TableSum(2, "00")},
        "parts": parts,
    }
    return Manifest(**named | values)


@pytest.fixture
def archive(tmp_path):
    place = tmp_path / "saved.tar"
    with writing(place) as out:
        for number, (name, content) in enumerate(PARTS.items()):
            source = tmp_path / str(number)
            source.write_bytes(content)
            out.add(name, source)
        out.finish(manifest(out.parts))
    return place


def parts_of(archive):
    with tarfile.open(archive) as source:
        return {member.name: source.extractfile(member).read() for member in source}


def rewritten(archive, parts):
    place = archive.with_name("rewritten.tar")
    with tarfile.open(place, "w") as target:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            target.addfile(entry, io.BytesIO(content))
    return place


def told(archive, into):
    with pytest.raises(Damaged) as refused:
        unpack(archive, into)
    return [problem.message for problem in refused.value.problems]


@pytest.fixture
def into(tmp_path):
    place = tmp_path / "into"
    place.mkdir()
    return place


def test_it_unpacks_what_was_packed(archive, into):
    found = unpack(archive, into)
    assert {name: (into / name).read_bytes() for name in PARTS} == PARTS
    assert found.council == "Aldbury"
    assert found.content == manifest(found.parts).content


@pytest.mark.parametrize("name", [*PARTS, "manifest.json"])
def test_it_names_the_part_in_which_one_bit_changed(archive, into, name):
    parts = parts_of(archive)
    spoilt = bytearray(parts[name])
    spoilt[len(spoilt) // 2] ^= 1
    said = told(rewritten(archive, parts | {name: bytes(spoilt)}), into)
    assert len(said) == 1
    assert said[0].startswith(f"The archive is damaged. {name} is not as it was written")


def test_it_names_every_part_that_is_missing_or_was_added(archive, into):
    parts = parts_of(archive)
    del parts["files/imports/ab/original.csv"], parts["keys/publications.pem"]
    said = " ".join(told(rewritten(archive, {"files/strange": b"x", **parts}), into))
    assert "files/imports/ab/original.csv is missing" in said
    assert "keys/publications.pem is missing" in said
    assert "files/strange is not in the manifest" in said


@pytest.mark.parametrize("share", [0.7, 0.5, 0.1, 0])
def test_it_says_where_an_archive_breaks_off(archive, tmp_path, into, share):
    cut = tmp_path / "cut.tar"
    cut.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * share)])
    assert "breaks off in or after" in told(cut, into)[0]


def test_it_reads_no_file_that_is_not_an_archive(tmp_path, into):
    other = tmp_path / "other"
    other.write_bytes(b"PK\x03\x04" + bytes(5000))
    assert "breaks off in or after its beginning" in told(other, into)[0]


@pytest.mark.parametrize("name", ["files/../../evil", "/evil", "static/evil", "evil"])
def test_it_writes_nowhere_but_among_the_parts_of_an_installation(archive, tmp_path, into, name):
    evil = rewritten(archive, {**PARTS, name: b"x"})
    assert told(evil, into)
    assert not list(tmp_path.rglob("evil"))


def test_it_refuses_a_link_among_the_parts(archive, into):
    place = archive.with_name("linked.tar")
    with tarfile.open(place, "w") as target:
        entry = tarfile.TarInfo("files/link")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        target.addfile(entry)
    assert "files/link" in told(place, into)[0]


def test_it_reads_no_manifest_of_another_format(archive, into):
    parts = parts_of(archive)
    text = json.dumps(json.loads(parts["manifest.json"]) | {"format": 2}).encode()
    parts |= {
        "manifest.json": text,
        "manifest.sha256": hashlib.sha256(text).hexdigest().encode(),
    }
    assert "format 2" in told(rewritten(archive, parts), into)[0]


def test_it_leaves_nothing_when_it_fails_and_never_writes_over_a_file(archive, tmp_path):
    with pytest.raises(Taken), writing(archive):
        pass
    with pytest.raises(OSError, match="missing"), writing(tmp_path / "new.tar") as out:
        out.add("files/x", tmp_path / "missing")
    assert not (tmp_path / "new.tar").exists()
    assert list(tmp_path.glob(".*")) == []


def test_it_has_the_same_content_whenever_and_however_dumped():
    one = manifest({}, made_at="2026-11-26")
    assert one.content == manifest({}, made_at="2027-01-01", version="2").content
    assert one.content != manifest({}, tables={"a": TableSum(2, "01")}).content


@pytest.mark.django_db
def test_it_refuses_a_newer_townclerk_and_the_other_database(settings):
    from django.db import connection

    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    with pytest.raises(CannotRestore, match="TOWNCLERK_DATABASE_URL"):
        _require_fitting(manifest({}, database=other))
    with pytest.raises(CannotRestore, match="9999_not_yet"):
        _require_fitting(
            manifest({}, database=connection.vendor, migrations=("finance.9999_not_yet",))
        )
