"""The guard of a server: what may land on main, and what of its memory may be lost. Real git, real hooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from govtool.cli.machinery.guard import show_progress
from govtool.core.times import add
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.signature.signing import MemoryKey
from govtool.roles.clerk.guard import CACHE, install, judge
from govtool.roles.clerk.push import ZERO, Push, pushes_of
from tests.conftest import Git as RunGit
from tests.world.coop import MAIN, Coop
from tests.world.laptop import Laptop
from tests.world.loading import HEAVY, that_exist
from tests.world.people import codes, key_of
from tests.world.words import MOTION


def pushed(coop: Coop, old: str, new: str, ref: str = MAIN) -> set[str]:
    """What the guard says to a push whose objects the hub has."""
    return codes(judge(coop.hub, [Push(old, new, ref)], coop.now))


def kept(coop: Coop) -> dict[str, str]:
    found: dict[str, str] = json.loads((coop.folder / "hub.git" / CACHE).read_text())
    return found


# What may land on main --------------------------------------------------------------------------------------------


def test_what_the_clerk_does_lands_and_is_remembered(coop: Coop) -> None:
    before = coop.head
    coop.pass_("alice", "kettle", MOTION)
    assert pushed(coop, before, coop.head) == set()
    assert kept(coop)["head"] == coop.head and kept(coop)["genesis"] == coop.genesis


def test_a_push_of_many_commits_says_how_far_it_is(coop: Coop, capsys: pytest.CaptureFixture[str]) -> None:
    before, told = coop.head, list[tuple[int, int]]()
    coop.pass_("alice", "kettle", MOTION)
    pushes = [Push(before, coop.head, MAIN)]
    assert judge(coop.hub, pushes, coop.now, lambda done, most: told.append((done, most))) == ()
    assert told == [(1, 3), (2, 3), (3, 3)]
    for done, most in ((500, 999), (499, 1_000), (500, 1_000), (1_000, 1_000)):
        show_progress(done, most)
    said = capsys.readouterr().err.splitlines()
    assert said == ["verified 500 of 1,000 commits of main", "verified 1,000 of 1,000 commits of main"]


def test_main_may_grow_by_any_number_of_commits_at_once_and_never_shrink(coop: Coop) -> None:
    coop.pass_("alice", "kettle", MOTION)
    chain = [*coop.hub.first_parents(coop.head)][::-1]
    for first, old in enumerate(chain):
        for second, new in enumerate(chain):
            assert pushed(coop, old, new) == (set() if first <= second else {"rewound"})


def test_a_founding_may_be_the_first_main(coop: Coop) -> None:
    assert pushed(coop, ZERO, coop.head) == set()


def test_a_first_main_that_is_no_founding_is_refused(coop: Coop) -> None:
    oid = coop.commit(coop.tree("4b825dc642cb6eb9a060e54bf8d69288fbee4904", {"README.md": b"hi\n"}), (), "x\n", None)
    assert pushed(coop, ZERO, oid) == {"founded"}
    assert pushed(coop, oid, coop.commit(coop.hub.loose_commit(oid).tree, (oid,), "y\n", None)) == {"founded"}


def test_a_project_that_was_there_before_may_be_founded_on(coop: Coop) -> None:
    other = coop.another(history={"README.md": b"An old project\n"})
    parent = other.hub.first_parent(other.head) or ""
    assert pushed(other, parent, other.head) == set()


def test_a_founding_that_is_not_valid_is_refused(coop: Coop) -> None:
    for path in ("registry/bylaws.yaml", "registry/organization.yaml"):
        tree = coop.tree(coop.hub.loose_commit(coop.head).tree, {path: None})
        assert pushed(coop, ZERO, coop.commit(tree, (), "Found\n", key_of("alice"))) == {"founded"}
    founded = coop.hub.loose_commit(coop.head)
    assert pushed(coop, ZERO, coop.commit(founded.tree, (), founded.message, None)) == {"unsigned"}
    for message in ("Found\n", founded.message.replace("sha256:", "sha256:0")):
        assert pushed(coop, ZERO, coop.commit(founded.tree, (), message, key_of("alice"))) == {"trailer"}


def test_main_is_never_taken_away(coop: Coop) -> None:
    assert pushed(coop, coop.head, ZERO) == {"rewound"}


def test_main_is_never_rewound(coop: Coop) -> None:
    first = coop.head
    coop.open("alice", "kettle", MOTION)
    assert pushed(coop, coop.head, first) == {"rewound"}


def test_main_is_not_replaced_by_a_merge_of_itself_as_the_second_parent(coop: Coop) -> None:
    """Reachable is not enough: the old head must stay on the chain of first parents."""
    first = coop.head
    coop.open("alice", "kettle", MOTION)
    tree = coop.hub.loose_commit(coop.head).tree
    merge = coop.commit(tree, (first, coop.head), "Merge\n", None)
    assert pushed(coop, coop.head, merge) == {"rewound"}


def test_a_commit_without_authority_is_refused_whoever_signs_it(coop: Coop) -> None:
    files = {"registry/teams/thieves.yaml": b'id: "thieves"\nname: "Thieves"\n'}
    for key in (None, coop.clerk_key):
        oid = coop.push_raw("", files, key=key)
        assert "unauthorised" in pushed(coop, coop.head, oid)
    assert not (coop.folder / "hub.git" / CACHE).exists()


def test_free_paths_may_be_pushed_by_anybody_who_may_push(coop: Coop) -> None:
    oid = coop.push_raw("", {"README.md": b"Hello\n"})
    assert pushed(coop, coop.head, oid) == set()


def test_an_unauthorised_commit_does_not_land_with_its_own_repair(coop: Coop) -> None:
    bad = coop.push_raw("", {"registry/x.yaml": b"a: 1\n"})
    repair = coop.commit(coop.hub.loose_commit(coop.head).tree, (bad,), "Repair\n", None)
    assert "unauthorised" in pushed(coop, coop.head, repair)


def test_a_void_span_from_before_the_guard_must_be_closed_by_the_next_push(coop: Coop) -> None:
    good = coop.head
    bad = coop.tamper("registry/x.yaml", b"a: 1\n")
    worse = coop.push_raw("", {"README.md": b"Hello\n"})
    assert pushed(coop, bad, bad) == {"void_open"}
    assert "unauthorised" in pushed(coop, bad, worse)
    repair = coop.commit(coop.hub.loose_commit(good).tree, (bad,), "Repair\n", None)
    assert pushed(coop, bad, repair) == set()


def test_a_minute_more_than_ten_minutes_ahead_is_refused(coop: Coop) -> None:
    before, now = coop.head, coop.now
    coop.later("PT10M")
    coop.propose("alice", "kettle", MOTION)
    coop.run_clerk()
    coop.at(now)
    assert pushed(coop, before, coop.head) == set()
    opened = coop.head
    coop.later("PT11M")
    coop.propose("alice", "second", MOTION)
    coop.run_clerk()
    coop.at(now)
    assert pushed(coop, opened, coop.head) == {"future"}


def test_a_handover_lands_without_the_clerk(coop: Coop) -> None:
    before = coop.head
    coop.hand_over("alice bob", MemoryKey.generate())
    assert pushed(coop, before, coop.head) == set()


# Other refs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "branch", ["vote", "vote/0007", "vote/x/alice", "proposal/a/b", "gather", "filing", "statement/alice"]
)
def test_a_branch_that_would_block_others_is_refused(coop: Coop, branch: str) -> None:
    assert pushed(coop, ZERO, coop.head, f"refs/heads/{branch}") == {"reserved_branch"}
    assert pushed(coop, coop.head, ZERO, f"refs/heads/{branch}") == set()


@pytest.mark.parametrize(
    "ref", ["refs/heads/vote/0007/alice", "refs/heads/idea", "refs/tags/main", "refs/heads/a/main"]
)
def test_other_refs_pass(coop: Coop, ref: str) -> None:
    assert pushed(coop, ZERO, coop.head, ref) == set()


def test_a_push_lands_as_a_whole_or_not_at_all(coop: Coop) -> None:
    first = coop.head
    coop.open("alice", "kettle", MOTION)
    both = [Push(first, coop.head, MAIN), Push(ZERO, coop.head, "refs/heads/vote")]
    assert codes(judge(coop.hub, both, coop.now)) == {"reserved_branch"}
    assert not (coop.folder / "hub.git" / CACHE).exists()


@pytest.mark.parametrize("line", ["", "a b", f"{ZERO} x refs/heads/main", f"{ZERO} {ZERO}"])
def test_a_line_that_is_none_of_a_hook_is_an_error(line: str) -> None:
    with pytest.raises(GovtoolError):
        pushes_of([line])


# What it remembers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": "0", "head": "x", "genesis": ""}', "null", "\x00"])
def test_a_damaged_memory_costs_time_only(coop: Coop, text: str) -> None:
    first = coop.head
    coop.open("alice", "kettle", MOTION)
    assert pushed(coop, first, coop.head) == set()
    (coop.folder / "hub.git" / CACHE).write_text(text)
    bad = coop.push_raw("", {"registry/x.yaml": b"a: 1\n"})
    assert "unauthorised" in pushed(coop, coop.head, bad)
    assert pushed(coop, coop.head, coop.push_raw("", {"README.md": b"x\n"})) == set()


def test_a_memory_of_a_commit_that_never_landed_is_passed_over(coop: Coop) -> None:
    """Another hook may refuse the push after the guard has let it pass."""
    first = coop.head
    coop.open("alice", "kettle", MOTION)
    assert pushed(coop, first, coop.head) == set()
    coop.put_on_main(first)
    assert kept(coop)["head"] != first
    assert pushed(coop, first, coop.push_raw("", {"README.md": b"x\n"})) == set()
    data = kept(coop) | {"head": "1" * 40}
    (coop.folder / "hub.git" / CACHE).write_text(json.dumps(data))
    assert pushed(coop, first, coop.push_raw("", {"README.md": b"y\n"})) == set()


def test_a_memory_of_another_organisation_is_passed_over(coop: Coop) -> None:
    assert pushed(coop, ZERO, coop.head) == set()
    (coop.folder / "hub.git" / CACHE).write_text(json.dumps(kept(coop) | {"genesis": "sha256:" + "0" * 64}))
    assert pushed(coop, coop.head, coop.push_raw("", {"README.md": b"x\n"})) == set()
    assert kept(coop)["genesis"] == coop.genesis


# The hook itself ---------------------------------------------------------------------------------------------------


def test_the_hook_judges_what_is_pushed_before_it_lands(coop: Coop, git: RunGit) -> None:
    """The objects are in quarantine then, and a hook that did not see them would refuse or pass everything."""
    laptop = Laptop(coop, "dan")
    said = laptop.types("guard", "install", str(coop.folder / "hub.git"))
    assert laptop.status == 0 and "git push origin HEAD:refs/heads/vote" in said
    head = coop.head
    (laptop.folder / "registry" / "teams").mkdir(parents=True, exist_ok=True)
    (laptop.folder / "registry" / "teams" / "x.yaml").write_text('id: "x1"\nname: "X"\n')
    laptop.git("add", ".")
    laptop.git("commit", "-qm", "A team of mine")
    refused = push(laptop, coop, "main")
    assert refused.returncode != 0
    assert "remote: commit " in refused.stderr and "[unauthorised]" in refused.stderr
    assert "remote: the push was refused, and nothing has changed" in refused.stderr
    laptop.git("reset", "-q", "--hard", head)
    (laptop.folder / "README.md").write_text("Hello\n")
    laptop.git("add", ".")
    laptop.git("commit", "-qm", "Say hello")
    landed = push(laptop, coop, "main")
    assert landed.returncode == 0, landed.stderr
    assert Git(coop.folder / "hub.git").ref(MAIN) != head
    assert push(laptop, coop, "HEAD:refs/heads/vote").returncode != 0
    coop.open("alice", "kettle", MOTION)
    assert coop.entry("0001").is_open


def push(laptop: Laptop, coop: Coop, what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "push", "origin", what],
        cwd=laptop.folder,
        env={**os.environ, "GOVTOOL_NOW": coop.now},
        capture_output=True,
        text=True,
        check=False,
    )


def test_another_hook_is_not_replaced_without_force(coop: Coop) -> None:
    laptop = Laptop(coop, "dan")
    hook = coop.folder / "hub.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    said = laptop.types("guard", "install", str(coop.folder / "hub.git"))
    assert laptop.status == 1 and "another pre-receive hook" in said and "--force" in said
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    laptop.types("guard", "install", str(coop.folder / "hub.git"), "--force")
    assert laptop.status == 0 and os.access(hook, os.X_OK)
    laptop.types("guard", "install", str(coop.folder / "hub.git"))
    assert laptop.status == 0, "its own hook is written again"


def test_a_hook_that_git_would_not_look_for_is_an_error(coop: Coop) -> None:
    coop.hub.set_setting("core.hooksPath", "elsewhere")
    with pytest.raises(GovtoolError, match="hooksPath"):
        install(Git(coop.folder / "hub.git"), "python", force=False)


def test_a_hook_whose_interpreter_is_gone_is_an_error(coop: Coop) -> None:
    with pytest.raises(GovtoolError, match="does not run"):
        install(coop.hub, str(coop.folder / "no-such'python"), force=False)


def test_a_hook_that_does_not_run_is_not_left_behind(coop: Coop) -> None:
    hook = coop.folder / "hub.git" / "hooks" / "pre-receive"
    with pytest.raises(GovtoolError, match="does not run"):
        install(coop.hub, str(coop.folder / "no-such-python"), force=False)
    assert not hook.exists()
    assert install(coop.hub, sys.executable, force=False) == hook
    before = hook.read_text()
    with pytest.raises(GovtoolError, match="does not run"):
        install(coop.hub, str(coop.folder / "no-such-python"), force=False)
    assert hook.read_text() == before and os.access(hook, os.X_OK)


def given_away(coop: Coop, folder: Path) -> None:
    """Makes another user the owner of the repository, whom the folders above let pass."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a repository to another user")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    for above in folder.parents:
        if above.name.startswith("pytest-of-"):
            above.chmod(above.stat().st_mode | 0o011)
            break
        above.chmod(above.stat().st_mode | 0o011)


def test_root_tries_the_hook_as_the_owner_of_the_repository(coop: Coop) -> None:
    """An interpreter below root's own folder: root can run it, and the server's user cannot."""
    folder, alice = coop.folder / "hub.git", Laptop(coop, "alice")
    given_away(coop, folder)
    private = coop.folder / "private"
    private.mkdir(mode=0o700)
    (private / "python").write_text("#!/bin/sh\nexit 0\n")
    (private / "python").chmod(0o755)
    with pytest.raises(GovtoolError, match=r"does not run.*as nobody"):
        install(coop.hub, str(private / "python"), force=False)
    assert not (folder / "hooks" / "pre-receive").exists()
    private.chmod(0o755)
    install(coop.hub, str(private / "python"), force=False)
    private.chmod(0o700)
    said = alice.types("doctor")
    assert "does not run, so it refuses every push" in said and "refuses bad pushes" not in said


def test_time_that_passes_changes_no_verdict(coop: Coop) -> None:
    first = coop.head
    coop.open("alice", "kettle", MOTION)
    assert codes(judge(coop.hub, [Push(first, coop.head, MAIN)], add(coop.now, "P300D"))) == set()


def test_a_push_of_ballots_does_not_wait_for_what_judges_main() -> None:
    """Fifty voters are answered one after the other: what reads git and records is started for main only."""
    code = (
        "import sys\nfrom govtool.cli.main import run\n"
        "assert run(['guard']) == 0\n"
        f"slow = {set(that_exist(HEAVY))!r} & sys.modules.keys()\n"
        "assert not slow, slow\n"
    )
    line = f"{ZERO} {'1' * 40} refs/heads/vote/0007/alice\n"
    done = subprocess.run([sys.executable, "-c", code], input=line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
