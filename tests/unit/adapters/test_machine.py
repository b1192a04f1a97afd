"""What a process sees of its machine."""

import shutil

import pytest

from riskassess.adapters.machine import Machine


@pytest.fixture
def machine(tmp_path):
    return Machine(files=tmp_path / "files", keys=tmp_path / "keys")


def test_a_fresh_machine_is_well_and_nothing_stays(machine, tmp_path):
    assert (machine.can_store(), machine.can_read_keys()) == (True, True)
    assert list((tmp_path / "files").iterdir()) == []
    assert 0 < machine.free_bytes() <= shutil.disk_usage(tmp_path).total


def test_folders_that_are_none_are_told(machine, tmp_path):
    (tmp_path / "files").write_text("no folder")
    assert not machine.can_store()
    gone = Machine(files=tmp_path / "files", keys=tmp_path / "nowhere/keys")
    assert not gone.can_read_keys()
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/current").symlink_to(tmp_path / "lost")
    assert not machine.can_read_keys()
