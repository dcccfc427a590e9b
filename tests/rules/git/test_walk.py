"""A walk through trees is bounded before it is done: small objects can hold more paths than anybody can look at."""

from __future__ import annotations

import pytest

from govtool.io.git.git import EMPTY_TREE, FILE, MAX_ON_MAIN, TREE, Bounds, Entry, TooMuch, format_tree
from tests.world.coop import NAME, Coop, build_commit
from tests.world.people import key_of
from tests.world.words import MOTION

NO_FILE = f"sha256:{'0' * 64}"


def folder(coop: Coop, width: int, below: str = "") -> str:
    """A tree with so many names: plain files, or the same folder each time."""
    entry = Entry(TREE, below) if below else Entry(FILE, coop.hub.write("blob", b"x\n"))
    return coop.hub.write("tree", format_tree({f"{place:06}": entry for place in range(width)}))


def bomb(coop: Coop) -> str:
    """Five trees with a hundred names each, and ten thousand million files."""
    tree = folder(coop, 100)
    for _ in range(4):
        tree = folder(coop, 100, tree)
    return tree


def nothing_but_folders(coop: Coop) -> str:
    """The same, and not one file in it."""
    tree = EMPTY_TREE
    for _ in range(5):
        tree = folder(coop, 100, tree)
    return tree


def laid(coop: Coop, path: str, tree: str) -> str:
    """Main's tree with a folder laid into it."""
    return coop.tree(coop.hub.loose_commit(coop.head).tree, {path: Entry(TREE, tree)})


def test_as_many_names_as_the_bounds_allow_are_looked_at_and_not_one_more(coop: Coop) -> None:
    tree = folder(coop, 10)
    assert len(list(coop.hub.changes(EMPTY_TREE, tree, Bounds(names=10)))) == 10
    with pytest.raises(TooMuch):
        list(coop.hub.changes(EMPTY_TREE, tree, Bounds(names=9)))
    assert len(list(coop.hub.files(tree, most=10))) == 10
    with pytest.raises(TooMuch):
        list(coop.hub.files(tree, most=9))


def test_a_folder_that_grew_or_shrank_by_more_than_the_bounds_allow_is_not_read(coop: Coop) -> None:
    less, more = folder(coop, 10), folder(coop, 12)
    differ = coop.hub.size(more) - coop.hub.size(less)
    for before, after in ((less, more), (more, less)):
        assert len(list(coop.hub.changes(before, after, Bounds(growth=differ)))) == 2
        with pytest.raises(TooMuch):
            list(coop.hub.changes(before, after, Bounds(growth=differ - 1)))


def test_a_vote_of_a_hundred_thousand_people_is_within_the_bounds_of_main(coop: Coop) -> None:
    ballot = Entry(FILE, coop.hub.write("blob", b"choice: for\n"))
    names = (f"member-of-the-co-operative-{place:06}.yaml" for place in range(100_000))
    tree = coop.hub.write("tree", format_tree(dict.fromkeys(names, ballot)))
    assert sum(1 for _ in coop.hub.changes(EMPTY_TREE, tree)) == 100_000


def test_walks_that_share_bounds_use_them_up_together(coop: Coop) -> None:
    tree, bounds = folder(coop, 10), Bounds(names=19)
    assert len(list(coop.hub.changes(EMPTY_TREE, tree, bounds))) == 10
    with pytest.raises(TooMuch):
        list(coop.hub.changes(EMPTY_TREE, tree, bounds))


@pytest.mark.parametrize("made", [bomb, nothing_but_folders], ids=lambda made: made.__name__)
def test_a_bomb_of_folders_ends_no_walk_of_anybody(coop: Coop, made: object) -> None:
    tree = bomb(coop) if made is bomb else nothing_but_folders(coop)
    for walk in (coop.hub.changes(EMPTY_TREE, tree), coop.hub.files(tree, most=1000)):
        with pytest.raises(TooMuch):
            list(walk)


@pytest.mark.parametrize("kind", ["Ballot", "Statement", "Proposal"])
def test_a_large_folder_beside_a_paper_is_not_read(coop: Coop, kind: str) -> None:
    """A pull request too, whose home is looked for in all that it changes."""
    number = coop.open("alice", "kettle", MOTION)
    tree = laid(coop, "junk", folder(coop, 2000) if kind != "Proposal" else bomb(coop))
    oid = coop.commit(tree, (coop.head,), f"Junk\n\n{kind}: {NO_FILE}\n", key_of("mallory"))
    branch = {"Ballot": f"vote/{number}/x", "Statement": "statement/x/000001", "Proposal": "proposal/x"}[kind]
    coop.hub.set_ref(f"refs/heads/{branch}", oid)
    above = coop.commit(laid(coop, "docs/x", bomb(coop)), (coop.head,), f"Junk\n\n{kind}: {NO_FILE}\n", None)
    coop.hub.set_ref("refs/pull/7/head", above)
    coop.vote("alice", number)
    coop.run_clerk()
    assert coop.refused(branch) | coop.voided(number) == {"REFUSE:limits" if kind != "Ballot" else "VOID:limits"}
    assert f"{number} gathered 1 ballot" in coop.run.done


@pytest.mark.parametrize("path", ["docs/x", "registry/x"], ids=["free", "governed"])
def test_a_bomb_on_main_has_no_authority_and_is_repaired(coop: Coop, path: str) -> None:
    coop.put_on_main(coop.commit(laid(coop, path, bomb(coop)), (coop.head,), "Junk\n", None))
    assert "FAIL:unauthorised" in coop.failed()
    coop.run_clerk()
    assert coop.run.repaired and coop.audit().ok and coop.file("registry/bylaws.yaml")


def test_a_file_on_main_that_is_larger_than_any_that_is_read(coop: Coop) -> None:
    coop.tamper("registry/minutes/00/00/000001.yaml", b"\0" * ((32 << 20) + 1))
    assert coop.failed() == {"FAIL:unauthorised"}
    coop.run_clerk()
    assert coop.audit().ok


@pytest.mark.parametrize(("spare", "verdict"), [(0, set()), (-1, {"FAIL:limits"})], ids=["just so", "one byte more"])
def test_a_commit_of_main_has_a_largest_size(coop: Coop, spare: int, verdict: set[str]) -> None:
    """It is read whenever anybody walks history, for ever: also once it is repaired."""
    tree = coop.hub.loose_commit(coop.head).tree
    room = MAX_ON_MAIN - len(build_commit(tree, (coop.head,), NAME, NAME, "", None)) - spare
    coop.put_on_main(coop.hub.write("commit", build_commit(tree, (coop.head,), NAME, NAME, "x" * room, None)))
    assert coop.failed() == verdict
    coop.run_clerk()
    assert coop.audit().ok
    number = coop.open("alice", "kettle", MOTION)
    coop.vote("alice", number)
    coop.run_clerk()
    assert not coop.voided(number) and coop.audit().ok
