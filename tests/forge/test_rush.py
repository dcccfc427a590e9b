"""Ten people vote in the moment in which two clerks run, on one forge: real pushes, real processes, one outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.forge.forge_fake import REPOSITORY, TOKEN, ForgeFake, serving
from tests.world.coop import Coop
from tests.world.host import Clone, Done, Host, at_once, govtool
from tests.world.people import person

VOTERS = ("alice", "bob", "carol", "dan", "erin", "frank", "grace", "heidi", "ivan", "judy")


@pytest.fixture
def coop(tmp_path: Path) -> Coop:
    """Ten members with one vote each, and a proposal of a pull request that is open."""
    coop = Coop.found(tmp_path / "coop", people=[person(name, hours=600) for name in VOTERS])
    filing = coop.propose("alice", "kettle", "- action: motion", push=False)
    coop.hub.set_ref("refs/pull/1/head", filing)
    coop.run_clerk()
    return coop


@pytest.fixture
def forge(coop: Coop) -> Iterator[ForgeFake]:
    with serving(ForgeFake(coop)) as forge:
        forge.pull(1, coop.entry("0001").filing or "", "alice")
        yield forge


def clerk(clone: Clone, forge: ForgeFake) -> Done:
    """A run of the clerk in a process of its own, with the pages."""
    environment = {
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_API_URL": forge.url,
        "GITHUB_TOKEN": TOKEN,
        "GOVTOOL_CLERK_KEY": clone.clerk_key.openssh_private(),
        "XDG_STATE_HOME": str(clone.folder / ".git" / "state"),
    }
    return govtool(clone.folder, "clerk", "--forge", "github", now=clone.now, environment=environment)


def test_ten_votes_and_two_clerks_at_once_end_in_one_main_that_counts_all_ten(coop: Coop, forge: ForgeFake) -> None:
    with Host(coop, guarded=True, tokens={f"{name}-token": name for name in VOTERS}) as host:
        voters = {name: host.clone(name) for name in VOTERS}
        clerks = [host.clone("clerk"), host.clone("clerk")]
        signed = {name: Coop.vote(clone, name, "0001") for name, clone in voters.items()}
        pushes: list[Callable[[], object]] = [
            partial(voters[name].deliver, f"vote/0001/{name}", oid) for name, oid in signed.items()
        ]
        runs = [partial(clerk, clone, forge) for clone in clerks]
        done = at_once(*pushes, *runs)[len(pushes) :]
        assert [run.status for run in done if isinstance(run, Done)] == [0, 0], done
        assert coop.entry("0001").is_open and coop.audit().ok
        coop.later("P2D")
        done = at_once(*runs)
        assert [run.status for run in done if isinstance(run, Done)] == [0, 0], done

        report = coop.audit()
        assert report.ok and not report.warnings and coop.entry("0001").status == "passed"
        folder = coop.hub.files(coop.hub.loose_commit(coop.head).tree, "proposals/2026-11/kettle/votes")
        assert sorted(path.rsplit("/", 1)[-1] for path, _ in folder) == [f"{name}.yaml" for name in VOTERS]
        assert all(coop.hub.is_ancestor(oid, coop.head) for oid in signed.values())
        # each event once: founded, opened, decided, enacted
        assert coop.book.newest[0].number == 3

        # both may have written a comment in the same moment; the next run leaves one
        assert clerk(clerks[0], forge).status == 0 and forge.pulls[1].is_merged
        (said,) = [body for body in forge.bodies(1) if body.startswith("<!-- govtool:page -->")]
        assert "**passed**" in said and all(f"| {name} | for | 1 |" in said for name in VOTERS)
        assert forge.pulls[1].labels == ["govtool: passed"]
