"""A state reads from the tree of a commit: two folders have the same stamp if git stores them as one tree."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from govtool.core.state import Nothing, State
from govtool.io.git.git import EMPTY_TREE, Git
from govtool.io.git.store import PREFIXES, Layout, tree_of
from govtool.roles.minutes.registry import NEWEST, state_of
from tests.world.people import person


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_folder_has_the_stamp_of_its_tree_until_a_file_below_it_is_another(tmp_path: Path, prefix: str) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path)], check=True)
    git, layout = Git(tmp_path), Layout(prefix)
    alice, bob = person("alice"), person("bob")
    tree = tree_of(git, EMPTY_TREE, layout, State(Nothing(NEWEST)).keep(alice, bob), write=True)
    before = state_of(git, tree, layout)
    folder = alice.path.removesuffix("/alice.yaml")
    entry = git.entry(tree, prefix + folder)
    assert entry is not None and before.stamp(folder) == entry.oid
    assert before.stamp(alice.path) is None
    assert before.stamp("registry/nothing") is None

    changed = before.keep(alice.changed(name="Alice Lee"))
    assert (changed.stamp(folder), changed.stamp("registry")) == (None, None)
    after = state_of(git, tree_of(git, tree, layout, changed, write=True), layout)
    beside = bob.path.removesuffix("/bob.yaml")
    assert changed.stamp(beside) == after.stamp(beside) == before.stamp(beside) is not None
    assert after.stamp(folder) not in (None, before.stamp(folder))
    assert after.stamp("registry") not in (None, before.stamp("registry"))
