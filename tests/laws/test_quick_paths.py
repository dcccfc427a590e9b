"""The quick ways give what the slow ones give, for whatever trees and signatures come in.

Nothing here is timed: a quick way may only be wrong by saying that it cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.sshsig import SshFormatError, SshSignature
from govtool.io.git.git import EMPTY_TREE, EXECUTABLE, FILE, TREE, BrokenTree, Entry, Git, object_id
from govtool.io.git.tree import parse_tree
from govtool.io.signature.signing import MemoryKey

FOLDER = "proposals/2026-11/kettle/votes"


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Git:
    """A bare repository to write trees into."""
    import pygit2

    return Git(pygit2.init_repository(str(tmp_path_factory.mktemp("trees")), bare=True).path)


def tree_of(store: Git, files: Mapping[str, bytes], mode: int = FILE) -> str:
    entries = {path: Entry(mode, store.write("blob", data)) for path, data in files.items()}
    return store.with_files(EMPTY_TREE, entries, write=True)


# The folder itself, what lies above and beside it, and names that sort around it.
PATHS = st.sampled_from(
    [
        f"{FOLDER}/alice.yaml",
        f"{FOLDER}/bob.yaml",
        f"{FOLDER}/deep/er.yaml",
        "proposals/2026-11/kettle/proposal.yaml",
        "proposals/2026-11/kettle/votes-of-mine",
        "proposals/2026-11/teapot/votes/a/al/alice.yaml",
        "registry/a.yaml",
        "README.md",
    ]
)
FILES = st.dictionaries(PATHS, st.sampled_from([b"one\n", b"two\n"]), max_size=6)


@given(FILES, FILES)
def test_a_file_is_found_to_be_added_only_where_nothing_else_changed(
    store: Git, before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    old, new = tree_of(store, before), tree_of(store, after)
    changes = list(store.changes(old, new))
    found = store.added_file(old, new, FOLDER)
    if found is not None:
        assert [(change.path, change.before, change.after) for change in changes] == [
            (f"{FOLDER}/{found[0]}", None, found[1])
        ]


@pytest.mark.parametrize(("deep", "is_found"), [(0, True), (1, True), (2, True), (3, True), (4, False)])
def test_an_added_file_is_found_in_a_few_new_folders_and_no_deeper(store: Git, deep: int, is_found: bool) -> None:
    name = "a/" * deep + "alice.yaml"
    old, new = (tree_of(store, {"README.md": b"x\n", **more}) for more in ({}, {f"{FOLDER}/{name}": b"one\n"}))
    wanted = (name, Entry(FILE, object_id("blob", b"one\n"))) if is_found else None
    assert store.added_file(old, new, FOLDER) == wanted
    other = tree_of(store, {"README.md": b"x\n", f"{FOLDER}/{name}": b"one\n", f"{FOLDER}/{'a/' * deep}b": b"two\n"})
    assert store.added_file(old, other, FOLDER) is None, "two files"


@given(FILES, st.sampled_from(["alice", "bob", "carol", "a/al/alice"]), st.sampled_from([b"one\n", b"two\n"]))
def test_a_file_that_alone_was_added_is_found_both_ways(
    store: Git, before: dict[str, bytes], name: str, data: bytes
) -> None:
    path = f"{FOLDER}/{name}.yaml"
    before.pop(path, None)
    old, new = tree_of(store, before), tree_of(store, before | {path: data})
    assert store.added_file(old, new, FOLDER) == (f"{name}.yaml", Entry(FILE, object_id("blob", data)))
    assert store.is_added(old, new, path, data)


@given(FILES, FILES, st.sampled_from([b"one\n", b"two\n"]))
def test_a_file_is_proved_to_be_added_only_where_nothing_else_changed(
    store: Git, before: dict[str, bytes], after: dict[str, bytes], data: bytes
) -> None:
    old, new = tree_of(store, before), tree_of(store, after)
    path = f"{FOLDER}/alice.yaml"
    changes = [(change.path, change.before, change.after) for change in store.changes(old, new)]
    assert store.is_added(old, new, path, data) == (changes == [(path, None, Entry(FILE, object_id("blob", data)))])


def test_a_file_that_was_changed_is_not_taken_for_one_that_was_added(store: Git) -> None:
    path = f"{FOLDER}/alice.yaml"
    old, new = tree_of(store, {path: b"one\n"}), tree_of(store, {path: b"two\n"})
    assert store.added_file(old, new, FOLDER) is None
    assert not store.is_added(old, new, path, b"two\n")


def test_a_file_that_can_be_executed_is_no_plain_file_that_was_added(store: Git) -> None:
    path = f"{FOLDER}/alice.yaml"
    new = tree_of(store, {path: b"one\n"}, EXECUTABLE)
    assert store.added_file(EMPTY_TREE, new, FOLDER) == ("alice.yaml", Entry(EXECUTABLE, object_id("blob", b"one\n")))
    assert not store.is_added(EMPTY_TREE, new, path, b"one\n")


def test_where_a_file_stands_in_the_way_the_quick_ways_cannot_tell(store: Git) -> None:
    old = tree_of(store, {"proposals/2026-11": b"a file\n"})
    new = tree_of(store, {f"{FOLDER}/alice.yaml": b"one\n"})
    assert store.added_file(old, new, FOLDER) is None
    assert not store.is_added(old, new, f"{FOLDER}/alice.yaml", b"one\n")


def test_a_tree_that_is_missing_is_never_taken_for_proved(tmp_path: Path) -> None:
    import pygit2

    store = Git(pygit2.init_repository(str(tmp_path / "r"), bare=True).path)
    files = {f"{FOLDER}/alice.yaml": Entry(FILE, object_id("blob", b"one\n"))}
    never_written = store.with_files(EMPTY_TREE, files, write=False)
    assert not store.is_added(EMPTY_TREE, never_written, f"{FOLDER}/alice.yaml", b"one\n")


def raw_tree(*entries: tuple[bytes, bytes]) -> bytes:
    return b"".join(mode + b" " + name + b"\0" + bytes(20) for mode, name in entries)


def test_a_tree_in_gits_order_is_read() -> None:
    # A folder sorts as if its name ended in a slash.
    raw = raw_tree((b"100644", b"a"), (b"100644", b"b.yaml"), (b"40000", b"b"), (b"100644", b"b0"))
    assert list(parse_tree(raw)) == ["a", "b.yaml", "b", "b0"]
    assert parse_tree(raw)["b"].mode == TREE


@pytest.mark.parametrize(
    "raw",
    [
        raw_tree((b"100644", b"a"), (b"100644", b"a")),
        raw_tree((b"100644", b"a"), (b"40000", b"a")),
        raw_tree((b"100644", b"b"), (b"100644", b"a")),
        raw_tree((b"40000", b"b"), (b"100644", b"b.yaml")),
        raw_tree((b"100644", b"a/b")),
        raw_tree((b"100644", b"")),
        raw_tree((b"", b"a")),
        raw_tree((b"10064x", b"a")),
        raw_tree((b"100644", b"a"))[:-1],
        b"x" + raw_tree((b"100644", b"a")),
        b"100644 a",
    ],
    ids=["twice", "twin", "order", "folder order", "slash", "no name", "no mode", "mode", "cut", "before", "no id"],
)
def test_a_tree_that_two_readers_could_read_in_two_ways_is_refused(raw: bytes) -> None:
    with pytest.raises(BrokenTree):
        parse_tree(raw)


KEYS = [MemoryKey.from_seed(bytes([number]) * 32) for number in range(3)]


@given(st.sampled_from(KEYS), st.binary(max_size=20), st.sampled_from(["git", "file"]), st.booleans())
def test_a_signature_reads_the_same_whatever_was_read_before(
    key: MemoryKey, data: bytes, namespace: str, tolerant: bool
) -> None:
    armor = key.sign(data, namespace)
    SshSignature.parse(key.sign(b"another", namespace), tolerant=tolerant)
    read = SshSignature.parse(armor, tolerant=tolerant)
    assert (read.public_key, read.namespace) == (key.public_key.blob, namespace)
    assert (read.key_type, read.signature_type, len(read.value)) == ("ssh-ed25519", "ssh-ed25519", 64)
    assert read.value == SshSignature._parse(_blob(armor), tolerant).value


@given(st.sampled_from(KEYS), st.binary(min_size=1, max_size=80))
def test_a_signature_with_bytes_after_its_end_is_refused_whatever_was_read_before(key: MemoryKey, more: bytes) -> None:
    from govtool.core.sshsig import ARMOR_BEGIN, ARMOR_END, _to_base64

    armor = key.sign(b"text", "git")
    SshSignature.parse(armor)
    with pytest.raises(SshFormatError):
        SshSignature.parse(f"{ARMOR_BEGIN}\n{_to_base64(_blob(armor) + more)}\n{ARMOR_END}\n")


def _blob(armor: str) -> bytes:
    from govtool.core.sshsig import _from_armor

    return _from_armor(armor)
