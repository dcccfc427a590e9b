"""What may not come to main under its name is published by nobody; what a project had before keeps its name."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from govtool.domain.decisions.files import entry_problem, path_problem
from govtool.io.git.git import SYMLINK, Entry
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of


def test_the_command_says_which_name_it_is(coop: Coop) -> None:
    carol = Laptop(coop, "carol")
    page = coop.push_raw("page", {"docs/git~1": b"x\n", "docs/page.md": b"x\n"}, key=key_of("carol"))
    carol.git("fetch", "-q")
    said = carol.types("publish", page)
    assert carol.status != 0 and "docs/git~1" in said and "[path]" in said and "page.md" not in said


def test_a_page_with_a_plain_name_is_merged_and_everybody_can_clone(coop: Coop, tmp_path: Path) -> None:
    for name in ("docs/.GIT/config", "docs/page.md"):
        coop.state("carol", "publish", {"commit": coop.push_raw(f"page-{name[-1]}", {name: b"x\n"})})
        coop.run_clerk()
    assert coop.file("docs/page.md") == b"x\n" and coop.audit().ok
    protect = ("-c", "core.protectHFS=true", "-c", "core.protectNTFS=true")
    subprocess.run(["git", *protect, "clone", "-q", coop.folder / "hub.git", tmp_path / "fresh"], check=True)


def test_what_was_there_before_the_founding_keeps_its_name(coop: Coop) -> None:
    coop = coop.another("project", history={"docs/aux.md": b"old\n"})
    assert coop.audit().ok
    coop.tamper("docs/aux.md", b"new\n")
    assert coop.audit().ok, "it is changed"
    coop.tamper("docs/nul.md", b"new\n")
    assert coop.failed() == {"FAIL:unauthorised", "FAIL:path"}
    coop.run_clerk()
    assert coop.file("docs/nul.md") is None and coop.file("docs/aux.md") == b"new\n" and coop.audit().ok


@pytest.mark.parametrize(("is_new", "refused"), [(True, True), (False, False)])
def test_only_a_new_path_is_judged_by_its_name(is_new: bool, refused: bool) -> None:
    assert (path_problem("docs/aux.md", is_new=is_new) is not None) is refused
    assert path_problem("Regist~1/x", is_new=is_new) is not None and path_problem("a/../b", is_new=is_new) is not None


def test_a_file_does_not_become_a_link_that_git_reads(coop: Coop) -> None:
    coop.tamper("docs/.gitmodules", b"x\n")
    assert coop.audit().ok
    coop.push_raw("main", {"docs/.gitmodules": Entry(SYMLINK, coop.hub.write("blob", b"x"))})
    assert "FAIL:path" in coop.failed()
    assert entry_problem("docs/.gitmodules", is_new=False, is_link=True) is not None
