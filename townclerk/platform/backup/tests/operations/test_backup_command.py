"""What the command says before it begins."""

from click.testing import CliRunner

from townclerk.platform.backup.commands import backup


def test_it_names_the_folder_that_is_not_there(tmp_path):
    result = CliRunner().invoke(backup, [str(tmp_path / "nowhere" / "all.tar")])
    assert result.exit_code == 2
    assert "There is no folder" in result.output
    assert "nowhere" in result.output
