import tarfile
import time

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.database]


def checksum(installation, tmp_path, name="again.tar"):
    return installation.run("backup", tmp_path / name).split()[1]


def tree(place):
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for name in ("facts", "files", "keys")
        for path in sorted((place / name).rglob("*"))
        if path.is_file()
    }


def test_it_is_equal_by_checksum_after_backup_destruction_and_restore(
    installation, saved, tmp_path
):
    archive, content = saved
    before = tree(installation.home)
    assert len(before) == 5
    installation.destroy()
    assert installation.run("restore", archive).strip() == content
    assert tree(installation.home) == before
    assert installation.units() == 20
    assert checksum(installation, tmp_path) == content
    assert (installation.home / "restores.log").read_text().count("\n") == 1


def test_it_notices_one_changed_letter_in_the_checksum(installation, saved, tmp_path):
    _, content = saved
    installation.statement(
        "UPDATE organisation_council SET short_name = 'Aldburx' RETURNING short_name"
    )
    assert checksum(installation, tmp_path) != content


def test_it_puts_the_archive_in_the_place_of_the_council_named(installation, saved):
    archive, content = saved
    installation.statement("UPDATE organisation_council SET name = 'Other' RETURNING name")
    (installation.home / "files" / "later.txt").write_text("not in the backup")
    assert "holds Other" in installation.run("restore", archive, fails=1)
    assert "not Aldbury" in installation.run("restore", archive, "--replace", "Aldbury", fails=1)
    assert (installation.home / "files" / "later.txt").exists()
    assert installation.run("restore", archive, "--replace", "Other").strip() == content
    assert not (installation.home / "files" / "later.txt").exists()
    assert installation.statement("SELECT name FROM organisation_council") == [("Aldbury",)]


def test_it_refuses_a_damaged_archive_and_touches_nothing(installation, saved, tmp_path):
    archive, content = saved
    spoilt = tmp_path / "spoilt.tar"
    with tarfile.open(archive) as tar:
        middle = tar.getmember("facts/lines/part-0.parquet").offset_data + 1000
    body = bytearray(archive.read_bytes())
    body[middle] ^= 1
    spoilt.write_bytes(body)
    said = installation.run("restore", spoilt, "--replace", "Aldbury", fails=1)
    assert "The archive is damaged. facts/lines/part-0.parquet is not as it was written" in said
    assert checksum(installation, tmp_path) == content
    assert not list(installation.home.glob(".restore-*"))


def test_it_keeps_the_archive_to_its_owner_and_never_writes_over_a_file(installation, saved):
    archive, _ = saved
    assert archive.stat().st_mode & 0o077 == 0
    before = archive.read_bytes()
    assert "exists" in installation.run("backup", archive, fails=1)
    assert archive.read_bytes() == before
    assert [p.name for p in archive.parent.glob(".*")] == []


@pytest.mark.parametrize("rename", [1, 2, 5, 7])
def test_it_is_finished_or_untouched_after_a_kill_at_any_step(
    installation, saved, tmp_path, rename
):
    archive, content = saved
    installation.statement("UPDATE organisation_council SET name = 'Other' RETURNING name")
    (installation.home / "files" / "later.txt").write_text("not in the backup")
    killed = installation.start(f"die-at-{rename}", "restore", archive, "--replace", "Other")
    killed.communicate(timeout=600)
    assert killed.returncode == -9
    if rename == 1:
        # The note was not written yet: nothing has happened.
        assert (installation.home / "files" / "later.txt").exists()
        assert "holds Other" in installation.run("restore", archive, fails=1)
        return
    if rename == 2:
        assert "cut off" in installation.run("user", "list", fails=1)
        assert "cut off" in installation.run("restore", archive, "--replace", "Other", fails=1)
    assert installation.run("restore", "--finish").strip() == content
    assert checksum(installation, tmp_path) == content
    if rename == 7:
        assert "No restore was cut off" in installation.run("restore", "--finish", fails=1)


def test_it_does_not_restore_under_a_running_worker(installation, saved):
    archive, content = saved
    worker = installation.start("worker", "--interval=0.2")
    try:
        for _ in range(100):
            said = installation.run("restore", archive, fails=1)
            if "at work" in said:
                break
            if worker.poll() is not None:
                # It began in the moment a restore looked, and was refused: its supervisor's part.
                worker.communicate()
                worker = installation.start("worker", "--interval=0.2")
            time.sleep(0.1)
        assert "Stop its web service and workers" in said
    finally:
        worker.kill()
        worker.communicate()
    assert installation.run("restore", archive, "--replace", "Aldbury").strip() == content
