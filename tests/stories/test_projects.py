"""A project with a history takes on bylaws: the real command line, real git, real keys, a real remote.

Thirty commits and two tags lie before the founding. Alice, Bob and Carol are maintainers from its first day, each with
one vote; Dan is admitted later. Files of `spec/` need two thirds of the maintainers, the rest is free.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.cli.main import run
from govtool.core.times import add
from govtool.domain.constitution.bylaws import Bylaws
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.proposal import Proposal
from govtool.io.git.git import Git
from govtool.io.git.store import read_record
from govtool.roles.clerk.guard import install
from govtool.roles.decisions.branch_change import words_of
from govtool.roles.decisions.proposal_service import read_proposal
from govtool.roles.desk.paper_service import encoded
from govtool.roles.minutes.audit_report import Report
from govtool.roles.minutes.auditor import audit
from govtool.roles.minutes.book import Book
from govtool.roles.minutes.registry import NEWEST
from tests.world.hub import Hub
from tests.world.laptop import Laptop, _environment
from tests.world.people import FOUNDED_AT, key_of
from tests.world.place import ROOT

BYLAWS = ROOT / "docs" / "examples" / "project-bylaws.yaml"
LATE = "2027-12-31T00:00:00Z"
MAINTAINERS = ("alice", "bob", "carol")


def history() -> str:
    """Thirty commits of an ordinary project with two tags, as `git fast-import` reads them."""
    parts = []
    for number in range(1, 31):
        parts.append(f"commit refs/heads/main\nmark :{number}\n")
        parts.append(f"committer Old Hand <old@example.org> {1700000000 + number} +0000\n")
        message = f"Change {number}\n"
        parts.append(f"data {len(message)}\n{message}")
        for path, text in ((f"src/part{number % 7}.c", f"{number}\n"), ("spec/heading.md", f"# Heading {number}\n")):
            parts.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}")
        if number == 1:
            parts.append("M 100755 inline spec/run.sh\ndata 4\ntrue\nM 100644 inline README.md\ndata 4\nRead\n")
            parts.append("M 120000 inline spec/link\ndata 10\nheading.md\n")
    parts += [f"reset refs/tags/v{number}\nfrom :{number}0\n\n" for number in (1, 2)]
    return "".join(parts)


class Project:
    """The project, its bare remote, and the maintainers' clones; `now` is what the clock shows."""

    def __init__(self, folder: Path, now: str = FOUNDED_AT) -> None:
        self.folder, self.now = folder, now

    def found(self) -> None:
        """A history, and the bylaws on top of it."""
        self.folder.mkdir(parents=True)
        hub = self.folder / "hub.git"
        subprocess.run(["git", "init", "-q", "--bare", "--template=", "-b", "main", hub], check=True)
        subprocess.run(["git", "fast-import", "--quiet"], cwd=hub, input=history().encode(), check=True)
        rows = []
        for name in MAINTAINERS:
            (self.folder / f"{name}.pub").write_text(key_of(name).public_key.line + "\n")
            rows.append(f"- {{id: {name}, name: {name.title()}, keys: [{name}.pub], teams: [maintainers]")
            rows[-1] += ", founder: true}\n" if name != "carol" else "}\n"
        people = self.folder / "people.yaml"
        people.write_text("".join(rows))
        alice = self.clone("alice")
        named = ("--name", "Headings", "--currency", "EUR", "--people", str(people), "--me", "alice")
        said = alice.types(
            "init", str(alice.folder), *named, "--plain", "--bylaws", str(BYLAWS), "--below", ".governance", "--yes"
        )
        assert alice.status == 0, said
        bob = self.clone("bob")
        bob.types("sign", "--yes")
        assert bob.status == 0
        self.clerk()

    def guard(self) -> None:
        """The remote gets its guard, whose clock is never behind."""
        install(Git(self.folder / "hub.git"), sys.executable, force=False)
        hook = self.folder / "hub.git" / "hooks" / "pre-receive"
        hook.write_text(hook.read_text().replace("exec ", f"GOVTOOL_NOW={LATE} exec ", 1))

    def clone(self, name: str) -> Laptop:
        """A new clone of somebody's."""
        return Laptop(self, name)  # type: ignore[arg-type]

    def clerk(self) -> str:
        """One run of the clerk, in Alice's clone, where `init` left its key."""
        said = io.StringIO()
        state = str(self.folder / "clerk-state")
        with (
            _environment(GOVTOOL_NOW=self.now, XDG_STATE_HOME=state),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            assert run(["-C", str(self.folder / "laptop-alice"), "clerk"]) == 0, said.getvalue()
        return said.getvalue()

    def later(self, duration: str) -> None:
        """Time passes."""
        self.now = add(self.now, duration)

    @property
    def hub(self) -> Hub:
        """The remote."""
        return Hub(self.folder / "hub.git")

    @property
    def head(self) -> str:
        """Main on the remote."""
        return self.hub.ref("refs/heads/main") or ""

    def audit(self) -> Report:
        """The audit of what the remote holds."""
        return audit(self.hub, self.head)

    @property
    def book(self) -> Book:
        """The verified book."""
        book = self.audit().book
        assert book is not None
        return book

    def status_of(self, number: str) -> str:
        """How a proposal stands."""
        entry = DocketEntry.of(self.book.state, number)
        assert entry is not None
        return entry.status

    def file(self, path: str) -> str | None:
        """A file on main."""
        entry = self.hub.entry(self.hub.loose_commit(self.head).tree, path)
        return self.hub.blob(entry.oid).decode() if entry else None


@pytest.fixture
def project(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has just taken on bylaws; made once a session and copied."""
    made = tmp_path_factory.getbasetemp() / "project-founded"
    if not made.exists():
        Project(made).found()
    shutil.copytree(made, tmp_path / "project")
    copied = Project(tmp_path / "project")
    for name in ("alice", "bob"):
        laptop_remote(copied.folder, name)
    return copied


def laptop_remote(folder: Path, name: str) -> None:
    """Points a copied clone at the copied remote."""
    git = Git(folder / f"laptop-{name}")
    git.set_setting("remote.origin.url", str(folder / "hub.git"))


def commit(laptop: Laptop, message: str, **files: str | None) -> str:
    """Commits files (`/` written as `__`, `.` as `_dot_`; None: taken away) in a clone; gives the commit."""
    for name, text in files.items():
        path = laptop.folder / name.replace("__", "/").replace("_dot_", ".")
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    laptop.git("add", "-A")
    laptop.git("commit", "-q", "-m", message)
    return laptop.git("rev-parse", "HEAD").strip()


def branch(laptop: Laptop, name: str = "mine") -> None:
    laptop.git("fetch", "-q")
    laptop.git("switch", "-q", "-c", name, "origin/main")


@pytest.fixture
def carol(project: Project) -> Laptop:
    laptop = project.clone("carol")
    branch(laptop)
    return laptop


# The story -----------------------------------------------------------------------------------------------------------


def test_a_project_governs_its_specification(project: Project) -> None:
    """From the founding over an admission, a change that passes and one that half the maintainers sign, to a push past
    the vote; ordinary work goes on freely all the time.
    """
    project.guard()
    alice, bob, carol, dan = (project.clone(name) for name in ("alice", "bob", "carol", "dan"))
    assert "v2" in alice.git("tag") and len(alice.git("log", "--oneline", "v1..v2").splitlines()) == 10

    # Ordinary work needs nobody.
    commit(dan, "Speed up part 3", src__part3_dot_c="fast\n")
    dan.git("push", "-q", "origin", "HEAD:main")
    assert project.file("src/part3.c") == "fast\n" and project.audit().ok

    # Dan becomes a maintainer.
    (alice.folder.parent / "dan.pub").write_text(key_of("dan").public_key.line + "\n")
    assert "--proof @dan.proof" in dan.types("key", "prove", "dan", "--to", "../dan.proof")
    assert (project.folder / "dan.proof").read_text() in dan.types("key", "prove", "dan")
    person = ("--candidate", "dan", "--name", "Dan", "--hours", "0h", "--teams", "maintainers")
    keys = ("--key", "../dan.pub", "--proof", "@../dan.proof")
    said = alice.types("propose", "admit", *person, *keys, "--yes")
    assert alice.status == 0, said
    project.clerk()
    for voter in (alice, bob):
        voter.types("vote", "1", "for", "--yes")
    project.later("P1D")
    project.clerk()
    assert project.status_of("0001") == "passed"
    assert "maintainer, 1 vote" in dan.types("whoami")

    # Two thirds of four are three.
    branch(dan, "headings")
    theirs = commit(dan, "Say what a heading is\n\nReaders asked.", spec__heading_dot_md="# A heading\n")
    dan.git("push", "-q", "origin", "headings")
    said = dan.types("propose", "files", "--yes")
    assert dan.status == 0 and "spec/heading.md  changed  rule spec" in said, said
    assert "at least 2/3 of all 4 votes = 3 votes (3 people or more)" in said and "Readers asked." in said
    project.clerk()
    for voter in (dan, alice, bob):
        voter.types("vote", "2", "for", "--yes")
    project.later("P1D")
    project.clerk()
    assert project.status_of("0002") == "passed" and project.file("spec/heading.md") == "# A heading\n"
    assert project.hub.is_ancestor(theirs, project.head), "a forge shows the branch as merged"

    # Half of them are not enough, and nothing of the branch comes into main.
    branch(carol, "strict")
    strict = commit(carol, "Forbid headings", spec__heading_dot_md=None)
    carol.git("push", "-q", "origin", "strict")
    assert "spec/heading.md  deleted  rule spec" in carol.types("propose", "files", "--yes")
    project.clerk()
    for voter in (carol, alice):
        voter.types("vote", "3", "for", "--yes")
    project.later("P7D")
    project.clerk()
    assert project.status_of("0003") == "rejected" and project.file("spec/heading.md") == "# A heading\n"
    assert not project.hub.is_ancestor(strict, project.head)

    # The push that goes around the vote is refused; where a host has no guard, it has no force.
    refused = subprocess.run(["git", "push", "origin", "strict:main"], cwd=carol.folder, capture_output=True, text=True)
    assert refused.returncode != 0
    branch(carol, "around")
    commit(carol, "Around the vote", spec__heading_dot_md="mine alone\n")
    push = ["git", "push", "origin", "HEAD:main"]
    refused = subprocess.run(push, cwd=carol.folder, capture_output=True, text=True)
    assert refused.returncode != 0 and "[unauthorised]" in refused.stderr
    (project.folder / "hub.git" / "hooks" / "pre-receive").unlink()
    carol.git("push", "-q", "origin", "HEAD:main")
    assert {found.code for found in project.audit().findings} == {"unauthorised", "tree_not_derived"}
    assert "repaired main" in project.clerk()
    assert project.file("spec/heading.md") == "# A heading\n"

    fresh = project.clone("vera")
    data = fresh.reads("audit")
    assert fresh.status == 0 and data["ok"] and data["proposals"] == 3
    assert "void_span" in {found["code"] for found in data["warnings"]}


# What a proposal of files is -----------------------------------------------------------------------------------------


def test_every_kind_of_change_is_listed_and_enacted(project: Project, carol: Laptop) -> None:
    (carol.folder / "spec" / "heading.md").chmod(0o755)
    commit(
        carol, "Rework\n\nSigned-off-by: Carol <c@example.org>", spec__run_dot_sh="false\n", spec__new_dot_md="new\n"
    )
    data = carol.reads("propose", "files", "--yes")
    assert carol.status == 0 and (data["title"], data["state"]) == ("Rework", "delivered")
    assert data["rules"][0]["rule"] == "spec"
    commit(carol, "Less", spec__run_dot_sh=None)
    said = carol.types("propose", "files", "--title", "Rework it", "--summary", "All", "--slug", "rework", "--yes")
    rows = [line.split("  ")[1:] for line in said.splitlines() if "rule spec" in line and line.startswith("  spec")]
    assert {row[0] for row in rows} == {"spec/heading.md", "spec/new.md", "spec/run.sh"}
    assert "made executable" in said and "added" in said and "deleted" in said
    assert project.clerk().count("opened") == 1, "under the same short name it takes the place of the first"
    for voter in (carol, project.clone("alice")):
        voter.types("vote", "1", "for", "--yes")
    project.later("P1D")
    project.clerk()
    tree = project.hub.loose_commit(project.head).tree
    entry = project.hub.entry(tree, "spec/heading.md")
    assert entry is not None and entry.mode == 0o100755
    assert project.file("spec/run.sh") is None and project.file("spec/new.md") == "new\n" and project.audit().ok


def test_two_rules_are_both_told_and_main_may_be_merged_in(project: Project, carol: Laptop) -> None:
    commit(carol, "Build and say", Makefile="all:\n", spec__a_dot_md="a\n")
    other = project.clone("bob")
    branch(other, "free")
    commit(other, "Free work", src__part1_dot_c="x\n")
    other.git("push", "-q", "origin", "HEAD:main")
    carol.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    said = carol.types("propose", "files", "--yes")
    assert carol.status == 0, said
    assert "2 protected files in 2 commits" in said and "decided by files" in said and "decided by spec" in said
    assert "0001 opened" in project.clerk()


def test_it_touches_neither_folder_nor_branch(project: Project, carol: Laptop) -> None:
    mine = commit(carol, "Say it", spec__a_dot_md="a\n")
    (carol.folder / "spec" / "a.md").write_text("not committed\n")
    before = carol.git("status", "--porcelain=v2", "--branch")
    assert "Submitted as say-it" in carol.types("propose", "files", "--yes")
    assert carol.git("status", "--porcelain=v2", "--branch") == before
    filing = project.hub.ref("refs/heads/proposal/say-it") or ""
    assert project.hub.loose_commit(filing).parents == (mine,)
    entry = project.hub.entry(project.hub.loose_commit(filing).tree, "spec/a.md")
    assert entry is not None and project.hub.blob(entry.oid) == b"a\n", "what is not committed is not looked at"


def test_a_contributor_without_write_access_sends_a_bundle(project: Project) -> None:
    guest = project.clone("mallory")
    branch(guest, "idea")
    theirs = commit(guest, "An idea", spec__idea_dot_md="idea\n")
    guest.git("bundle", "create", "-q", str(project.folder / "idea.bundle"), "origin/main..idea")
    carol = project.clone("carol")
    carol.git("fetch", "-q", str(project.folder / "idea.bundle"), "idea")
    said = carol.types("propose", "files", "FETCH_HEAD", "--yes")
    assert carol.status == 0 and "An idea" in said, said
    assert "0001 opened" in project.clerk()
    for voter in (carol, project.clone("bob")):
        voter.types("vote", "idea", "for", "--yes")
    project.later("P1D")
    project.clerk()
    assert project.hub.is_ancestor(theirs, project.head) and project.file("spec/idea.md") == "idea\n"


def test_a_filing_that_is_changed_stays_on_its_branch(project: Project, carol: Laptop) -> None:
    mine = commit(carol, "Say it", spec__a_dot_md="a\n")
    carol.types("propose", "files", "--yes")
    (carol.folder / "why.md").write_text("Because.\n")
    said = carol.types("edit", "say-it", "--text", "why.md", "--yes")
    assert carol.status == 0, said
    filing = project.hub.ref("refs/heads/proposal/say-it") or ""
    assert project.hub.loose_commit(filing).parents == (mine,)
    assert "0001 opened" in project.clerk()


@given(messages=st.lists(st.text(max_size=600), max_size=3))
def test_any_message_of_a_commit_gives_words_that_a_proposal_can_hold(messages: list[str]) -> None:
    title, summary = words_of(messages, "Change spec/a.md")
    motion = {"title": title, "summary": summary, "proposer": "carol", "open_before": LATE}
    proposal = Proposal.read({**motion, "actions": [{"action": "motion"}]}, kinds=NEWEST)
    assert read_proposal(encoded(proposal, "proposal.yaml"), NEWEST) == proposal


@pytest.mark.parametrize(
    ("messages", "title", "summary"),
    [
        (["Say it\n\nReaders\nasked.\n\nMore."], "Say it", "Readers asked."),
        (["Say it\n\nSigned-off-by: A <a@b>\nReviewed-by: B <b@c>\n"], "Say it", "Say it"),
        (["Say it", "Fix it", "Fix it"], "Say it", "Say it; Fix it"),
        (["x", ""], "Change spec/a.md", "Change spec/a.md"),
        ([], "Change spec/a.md", "Change spec/a.md"),
        (["Long " + "g" * 200], "Long " + "g" * 94 + "…", "Long " + "g" * 200),
    ],
)
def test_title_and_summary_are_what_the_first_commit_says(messages: list[str], title: str, summary: str) -> None:
    assert words_of(messages, "Change spec/a.md") == (title, summary)


# What is refused -----------------------------------------------------------------------------------------------------


def refused(project: Project, laptop: Laptop, *arguments: str) -> str:
    said = laptop.types("propose", "files", *arguments, "--yes")
    assert laptop.status in (1, 2, 10) and "→ " in said, said
    assert project.hub.refs("refs/heads/proposal/") == {}
    return said


def test_nothing_to_propose_is_told(project: Project, carol: Laptop) -> None:
    (carol.folder / "spec" / "heading.md").write_text("not committed\n")
    assert "govtool proposes only committed files" in refused(project, carol) and carol.status == 2
    commit(carol, "Free", src__part1_dot_c="x\n", spec__heading_dot_md="# Heading 30\n")
    assert "mine changes only unprotected files (src/part1.c)" in refused(project, carol)
    assert "there is no commit 'nowhere'" in refused(project, carol, "nowhere") and carol.status == 1


def test_free_files_are_split_off_with_the_command_that_is_told(project: Project, carol: Laptop) -> None:
    commit(carol, "Say it, and code", spec__a_dot_md="a\n", src__part1_dot_c="x\n", spec__run_dot_sh=None)
    said = refused(project, carol)
    assert "mine also changes unprotected files, which need no vote: src/part1.c" in said
    assert f"commit {carol.git('rev-parse', 'mine')[:12]} (Say it, and code) touches spec/a.md, which needs one" in said
    told = said[said.index("git switch") : said.index(" && govtool propose files")]
    subprocess.run(["sh", "-c", told], cwd=carol.folder, check=True, capture_output=True)
    said = carol.types("propose", "files", "--yes")
    assert carol.status == 0 and "spec/a.md" in said and "src/part1.c" not in said
    assert "0001 opened" in project.clerk()


def test_without_its_branch_the_free_files_are_left_out(project: Project, carol: Laptop) -> None:
    commit(carol, "Say it, and code", spec__a_dot_md="a\n", src__part1_dot_c="x\n")
    said = carol.types("propose", "change-files", "--from-branch", "mine", "--slug", "said", "--yes")
    assert carol.status == 0 and "left out, because they are unprotected: src/part1.c" in said
    assert "0001 opened" in project.clerk()


def test_a_file_that_was_touched_and_put_back_would_come_into_history(project: Project, carol: Laptop) -> None:
    commit(carol, "Try", spec__a_dot_md="a\n", src__part1_dot_c="a trial\n")
    carol.git("checkout", "-q", "origin/main", "--", "src/part1.c")
    commit(carol, "Put back")
    said = refused(project, carol)
    assert "leaves as they were: src/part1.c" in said
    told = said[said.index("git switch") : said.index(" && govtool propose files")]
    subprocess.run(["sh", "-c", told], cwd=carol.folder, check=True, capture_output=True)
    assert "Submitted as" in carol.types("propose", "files", "--yes")


def test_governed_and_denied_paths_links_and_submodules_are_refused(project: Project, carol: Laptop) -> None:
    commit(carol, "Me first", _dot_governance__registry__bylaws_dot_yaml="mine\n")
    assert "[protected_path]" in refused(project, carol) and carol.status == 10
    branch(carol, "two")
    (carol.folder / "spec" / "other").symlink_to("heading.md")
    (carol.folder / "spec" / "link").unlink()
    (carol.folder / "spec" / "link").write_text("plain now\n")
    commit(carol, "Links")
    said = refused(project, carol)
    assert said.count("[plain_file]") == 2 and "spec/other is a symbolic link" in said
    branch(carol, "three")
    head = carol.git("rev-parse", "HEAD").strip()
    carol.git("update-index", "--add", "--cacheinfo", f"160000,{head},spec/module")
    carol.git("commit", "-q", "-m", "Module")
    assert "spec/module is a submodule" in refused(project, carol)


def test_a_path_without_a_row_is_refused(project: Project) -> None:
    alice, bob = project.clone("alice"), project.clone("bob")
    alice.types(
        "propose", "amend-bylaws", "--set", "paths=[{match: 'spec/**', rule: spec}]", "--title", "Strict", "--yes"
    )
    project.clerk()
    for voter in (alice, bob):
        voter.types("vote", "1", "for", "--yes")
    for period in ("P14D", "P2D"):
        project.later(period)
        project.clerk()
    assert project.status_of("0001") == "passed"
    branch(alice)
    commit(alice, "Code", src__part1_dot_c="x\n", spec__a_dot_md="a\n")
    said = alice.types("propose", "files", "--yes")
    assert alice.status == 10 and "src/part1.c: the bylaws' table of paths allows no change" in said
    assert "govtool propose amend-bylaws" in said


def test_a_branch_that_main_has_left_behind_is_told_to_take_it_in(project: Project, carol: Laptop) -> None:
    bob = project.clone("bob")
    branch(bob, "first")
    commit(bob, "First", spec__heading_dot_md="# First\n")
    bob.types("propose", "files", "--yes")
    project.clerk()
    for voter in (bob, project.clone("alice")):
        voter.types("vote", "1", "for", "--yes")
    project.later("P1D")
    project.clerk()
    commit(carol, "Second", spec__heading_dot_md="# Second\n")
    said = carol.types("propose", "files", "--yes")
    assert carol.status == 1 and "main has changed since mine left it: spec/heading.md" in said
    assert "git merge origin/main && govtool propose files" in said
    carol.git("merge", "-q", "-X", "ours", "--no-edit", "origin/main")
    assert "Submitted as second" in carol.types("propose", "files", "--yes")
    assert "0002 opened" in project.clerk()


def test_a_branch_from_before_the_founding_or_with_merges_is_told_to_rebase(project: Project, carol: Laptop) -> None:
    carol.git("switch", "-q", "-c", "old", "v2")
    commit(carol, "Old", spec__a_dot_md="a\n")
    assert "does not come from main" in refused(project, carol) and carol.status == 1
    carol.git("rebase", "-q", "origin/main")
    carol.git("switch", "-q", "-c", "side", "origin/main")
    commit(carol, "Side", spec__b_dot_md="b\n")
    carol.git("merge", "-q", "--no-edit", "--no-ff", "old")
    assert "git rebase origin/main" in refused(project, carol)
    carol.git("rebase", "-q", "origin/main")
    assert "Submitted as" in carol.types("propose", "files", "--yes")


def test_who_has_no_right_to_propose_hears_it(project: Project) -> None:
    guest = project.clone("mallory")
    branch(guest)
    commit(guest, "An idea", spec__idea_dot_md="idea\n")
    assert "is not registered with Headings" in refused(project, guest)


# The bylaws of the example -------------------------------------------------------------------------------------------


def test_the_example_is_read_and_says_who_can_pass_what(project: Project) -> None:
    bylaws = read_record(BYLAWS.read_bytes(), Bylaws, str(BYLAWS))
    rows = {path: bylaws.judge_path(path) for path in ("spec/a/b.md", ".github/x.yml", "Makefile", "src/a.c")}
    assert [row.rule if row else "" for row in rows.values()] == ["spec", "files", "files", None]
    alice = project.clone("alice")
    data: dict[str, Any] = json.loads(json.dumps(alice.reads("simulate", "bylaws", str(BYLAWS))))
    needed = {rule["rule"]: (rule["needed"], rule["eligible_heads"]) for rule in data["rules"]}
    assert needed["spec"] == (2, 3) and needed["ordinary"] == (2, 3) and needed["rekey"] == (2, 2)
    assert "spec, clause 3 the specification" in alice.types("simulate", "bylaws", str(BYLAWS))


def test_a_plain_founding_brings_in_no_policies_and_its_own_teams(project: Project) -> None:
    tree = project.hub.loose_commit(project.head).tree
    names = {path for path, _ in project.hub.files(tree, ".governance/registry")}
    assert ".governance/registry/teams/maintainers.yaml" in names
    assert not [name for name in names if "/policies/" in name] and project.hub.entry(tree, "schemas") is None
