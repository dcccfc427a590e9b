"""Where the file of pins cannot be written, people can still look and vote; they are told what it costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world.coop import Coop
from tests.world.laptop import Laptop


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system that takes no files")
def test_a_member_looks_and_votes_though_nothing_can_be_remembered(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    coop.open("alice", "tea", "- action: motion")
    dan = Laptop(coop, "dan")
    # Nothing can be made there, whoever runs the tests: it stands for a disk that is full.
    dan.state = "/proc/nowhere"
    said = dan.types("vote", "1", "for")
    assert dan.status == 0 and "this computer could not save how far it verified main" in said
    coop.run_clerk()
    assert coop.run.done == ["0001 gathered 1 ballot"]
