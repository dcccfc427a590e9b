"""What was signed here and never came anywhere: it is shown, signed again, or dropped; two computers of one person."""

from __future__ import annotations

import re
from typing import Any

import pytest

from govtool.domain.decisions.statement import Statement
from tests.world.coop import Coop
from tests.world.driver import begin
from tests.world.laptop import Laptop
from tests.world.words import MOTION


def log(laptop: Laptop, task: str, *options: str) -> str:
    return laptop.types("hours", "log", "--hours", "0:30", "--task", task, *options)


def tasks(coop: Coop) -> list[str]:
    found = map(coop.registry.data, Statement.home.paths(coop.registry, "alice"))
    return [task for data in found for task in re.findall(r"task-[a-z]+", (data or b"").decode())]


@pytest.fixture
def stranded(coop: Coop) -> Laptop:
    """A computer that signed hours offline under the number that the person's other computer used meanwhile."""
    second = Laptop(coop, "alice")
    assert "kept on this computer" in log(second, "task-second", "--offline")
    log(Laptop(coop, "alice"), "task-first")
    return second


@pytest.fixture(params=["before the clerk", "after the clerk", "after its branch is gone"])
def any_stranded(coop: Coop, stranded: Laptop, request: pytest.FixtureRequest) -> Laptop:
    if request.param != "before the clerk":
        coop.run_clerk()
    if request.param.endswith("gone"):
        coop.hub.delete_ref("refs/heads/statement/alice/000001")
    return stranded


def test_it_is_shown_in_full_with_both_ways_out(any_stranded: Laptop) -> None:
    said = any_stranded.types("status")
    assert "Signed here, and cannot be sent: your statement 1" in said and "task-second" in said
    assert "→ sign it again: govtool sign; or drop it: govtool retract 1 --unsent" in said
    assert "Signed, not delivered yet" not in said
    (found,) = any_stranded.reads("status")["stranded"]
    assert (found["number"], found["kind"]) == (1, "log-hours") and "task-second" in str(found["body"])
    assert any_stranded.reads("status")["undelivered"] == []


def test_one_key_press_signs_it_again_under_the_next_number(coop: Coop, any_stranded: Laptop) -> None:
    terminal = any_stranded.sits_down("sign")
    terminal.expect("task-second")
    terminal.expect(r"Sign it again, under your next number\? \[y/N\] ")
    terminal.send("y")
    terminal.expect("signed and delivered as your statement 2")
    terminal.wait()
    assert any_stranded.git("for-each-ref", "refs/govtool/outbox") == ""
    coop.run_clerk()
    assert sorted(tasks(coop)) == ["task-first", "task-second"] and coop.audit().ok
    assert any_stranded.reads("status")["stranded"] == []


def test_any_other_key_leaves_it(coop: Coop, stranded: Laptop) -> None:
    terminal = stranded.sits_down("sign")
    terminal.expect(r"\[y/N\] ")
    terminal.send("n")
    terminal.expect("left as it is")
    terminal.wait()
    assert len(stranded.reads("status")["stranded"]) == 1


def test_without_a_terminal_nothing_is_signed_again(coop: Coop, stranded: Laptop) -> None:
    for options in ([], ["--yes"]):
        said = stranded.types("sign", *options)
        assert "task-second" in said and "govtool retract 1 --unsent" in said
    coop.run_clerk()
    assert tasks(coop) == ["task-first"] and len(stranded.reads("status")["stranded"]) == 1


def test_it_is_dropped_by_its_number(coop: Coop, any_stranded: Laptop) -> None:
    said = any_stranded.types("retract", "2", "--unsent")
    assert any_stranded.status == 2 and "no such statement of yours waits here unsent" in said
    said = any_stranded.types("retract", "1", "--unsent")
    assert any_stranded.status == 0 and "You drop your statement 1, which was signed here and never sent." in said
    assert any_stranded.git("for-each-ref", "refs/govtool/outbox", "refs/govtool/known") == ""
    coop.run_clerk()
    assert tasks(coop) == ["task-first"] and any_stranded.reads("status")["stranded"] == []


def test_what_may_have_been_sent_is_not_dropped_unseen(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    log(alice, "task-a", "--offline")
    assert "cannot tell now" in alice.types("retract", "--unsent", "--offline") and alice.status == 1
    alice.goes_offline()
    assert "cannot tell now" in alice.types("retract", "--unsent") and alice.status == 1
    alice.comes_back()
    # the next command that reaches the remote has sent it
    assert "no such statement" in alice.types("retract", "--unsent") and alice.status == 2
    coop.run_clerk()
    assert tasks(coop) == ["task-a"]


def test_what_the_server_refused_can_be_dropped(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    hook = coop.folder / "hub.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    log(alice, "task-a")
    data: dict[str, Any] = alice.reads("retract", "--unsent")
    assert alice.status == 0 and (data["dropped"], data["branch"]) == (1, "statement/alice/000001")
    hook.unlink()
    alice.types("status")
    coop.run_clerk()
    assert tasks(coop) == []


def test_a_paper_that_main_holds_already_leaves_the_outbox_without_a_word(coop: Coop, stranded: Laptop) -> None:
    alice = Laptop(coop, "alice")
    alice.types("status")
    commit = coop.hub.ref("refs/heads/statement/alice/000001") or ""
    coop.run_clerk()
    coop.hub.delete_ref("refs/heads/statement/alice/000001")
    alice.git("update-ref", "refs/govtool/outbox/statement/alice/000001", commit)
    said = alice.types("status")
    assert "statement 1" not in said.replace("(statement 1)", "")
    assert alice.git("for-each-ref", "refs/govtool/outbox") == ""
    assert coop.hub.ref("refs/heads/statement/alice/000001") is None


def test_a_later_paper_follows_the_other_computer_s_number(coop: Coop, stranded: Laptop) -> None:
    assert "as your statement 2" in log(stranded, "task-third")
    coop.run_clerk()
    assert sorted(tasks(coop)) == ["task-first", "task-third"]
    assert len(stranded.reads("status")["stranded"]) == 1


def test_two_statements_sent_to_a_fork_have_two_numbers(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.git("init", "--quiet", "--bare", str(coop.folder / "fork.git"))
    alice.git("remote", "set-url", "--push", "origin", str(coop.folder / "fork.git"))
    log(alice, "task-a")
    log(alice, "task-b")
    sent = alice.git("for-each-ref", "--format=%(refname)", "refs/govtool/sent").split()
    assert [ref.rsplit("/", 1)[-1] for ref in sent] == ["000001", "000002"]


def test_who_votes_on_two_computers_at_once_has_one_ballot_that_counts(coop: Coop) -> None:
    """The host takes the first; the second learns of it, and is cast again above it."""
    number = coop.open("alice", "kettle", MOTION)
    first, second = Laptop(coop, "alice"), Laptop(coop, "alice")
    hook = coop.folder / "hub.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    ref, moved = f"refs/heads/vote/{number}/alice", coop.folder / "moved"
    first.types("vote", number, "for", "--offline", "--yes")
    other = first.git("rev-parse", f"refs/govtool/outbox/vote/{number}/alice").strip()
    first.git("push", "--quiet", "origin", f"{other}:refs/heads/aside")
    clean = "unset $(env | sed -n 's/^\\(GIT_[A-Z_]*\\)=.*/\\1/p')"
    hub = coop.folder / "hub.git"
    hook.write_text(
        f"#!/bin/sh\ncat >/dev/null\n[ -e {moved} ] && exit 0\ntouch {moved}\n{clean}\n"
        f"git --git-dir={hub} update-ref {ref} {other}\n"
    )
    hook.chmod(0o755)
    said = second.types("vote", number, "against", "--yes")
    assert second.status == 0 and "delivered" in said, said
    hook.unlink()
    coop.finish(number)
    decided = coop.entry(number).decided
    assert decided is not None and (decided.questions[0].for_, decided.questions[0].against) == (0, 2)
    assert coop.run.refused_ballots == {}


# Filings -------------------------------------------------------------------------------------------------------------


def summaries(coop: Coop) -> list[str]:
    coop.run_clerk()
    assert coop.audit().ok
    return sorted(entry.summary for entry in coop.open_entries)


def propose(laptop: Laptop, summary: str, *options: str) -> tuple[str, ...]:
    return ("propose", "motion", "--title", "Tea", "--summary", summary, "--yes", *options)


@pytest.mark.parametrize("where", ["one computer", "two computers"])
def test_of_proposals_of_one_title_that_are_filed_at_once_each_has_a_name_of_its_own(coop: Coop, where: str) -> None:
    alice = Laptop(coop, "alice")
    other = alice if where == "one computer" else Laptop(coop, "alice")
    commands = [begin(laptop, *propose(laptop, f"cup {place}")) for place, laptop in enumerate((alice, other, alice))]
    assert [command.wait() for command in commands] == [0] * 3, [command.text for command in commands]
    told = {command.text.partition("Submitted as ")[2].partition(".")[0] for command in commands}
    assert told == {"tea", "tea-2", "tea-3"}, [command.text for command in commands]
    assert alice.git("for-each-ref", "refs/govtool/outbox") == ""
    assert summaries(coop) == ["cup 0", "cup 1", "cup 2"]


def test_two_proposals_of_one_title_that_are_sent_to_a_fork_have_two_names(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.git("init", "--quiet", "--bare", str(coop.folder / "fork.git"))
    alice.git("remote", "set-url", "--push", "origin", str(coop.folder / "fork.git"))
    assert "the branch proposal/tea." in alice.types(*propose(alice, "cup 0"))
    assert "the branch proposal/tea-2." in alice.types(*propose(alice, "cup 1"))


def test_who_chose_a_name_and_was_slower_is_told_that_nothing_was_sent(coop: Coop) -> None:
    first, second = Laptop(coop, "alice"), Laptop(coop, "alice")
    first.types(*propose(first, "cup 0", "--slug", "tea"))
    taken = coop.hub.ref("refs/heads/proposal/tea") or ""
    coop.hub.delete_ref("refs/heads/proposal/tea")
    second.types("status")
    hook = coop.folder / "hub.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    clean = "unset $(env | sed -n 's/^\\(GIT_[A-Z_]*\\)=.*/\\1/p')"
    line = f"git --git-dir={coop.folder / 'hub.git'} update-ref refs/heads/proposal/tea {taken}"
    hook.write_text(f"#!/bin/sh\ncat >/dev/null\n{clean}\n{line}\n")
    hook.chmod(0o755)
    said = second.types(*propose(second, "cup 1", "--slug", "tea"))
    hook.unlink()
    assert second.status == 1 and "something else was filed as tea at this moment; nothing was sent" in said
    assert second.git("for-each-ref", "refs/govtool/outbox") == ""
    assert coop.hub.ref("refs/heads/proposal/tea") == taken and summaries(coop) == ["cup 0"]


@pytest.fixture(params=["filed", "open", "open, and its branch gone"])
def named_twice(coop: Coop, request: pytest.FixtureRequest) -> Laptop:
    """A computer that filed a proposal offline under the name that the person's other computer used meanwhile."""
    second, first = Laptop(coop, "alice"), Laptop(coop, "alice")
    assert "kept on this computer" in second.types(*propose(second, "cup 1", "--offline"))
    first.types(*propose(first, "cup 0"))
    if request.param != "filed":
        coop.run_clerk()
    if request.param.endswith("gone"):
        coop.hub.delete_ref("refs/heads/proposal/tea")
    return second


def test_a_filing_whose_name_is_used_is_never_said_to_be_delivered(coop: Coop, named_twice: Laptop) -> None:
    before = coop.hub.refs("refs/heads/proposal/")
    said = named_twice.types("status")
    assert "the proposal tea was signed here but not sent: its name was used meanwhile" in said
    assert "to file it under another name: govtool sign; to drop it: govtool withdraw tea --unsent" in said
    assert coop.hub.refs("refs/heads/proposal/") == before
    said = named_twice.types("sign", "--yes")
    assert "Signed here, and cannot be sent: the proposal tea" in said and 'summary: "cup 1"' in said


def test_one_key_press_files_it_under_another_name(coop: Coop, named_twice: Laptop) -> None:
    terminal = named_twice.sits_down("sign")
    terminal.expect("cup 1")
    terminal.expect(r"Submit it under another name\? \[y/N\] ")
    terminal.send("y")
    terminal.expect("submitted as tea-2")
    terminal.wait()
    assert named_twice.git("for-each-ref", "refs/govtool/outbox") == ""
    assert summaries(coop) == ["cup 0", "cup 1"]


def test_it_is_dropped_by_its_name(coop: Coop, named_twice: Laptop) -> None:
    assert "these wait: tea" in named_twice.types("withdraw", "cup", "--unsent") and named_twice.status == 2
    assert "never sent" in named_twice.types("withdraw", "tea", "--unsent") and named_twice.status == 0
    assert named_twice.git("for-each-ref", "refs/govtool/outbox", "refs/govtool/known") == ""
    assert summaries(coop) == ["cup 0"]


def test_a_filing_that_is_open_already_leaves_the_outbox_without_a_word(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.types(*propose(alice, "cup 0"))
    commit = coop.hub.ref("refs/heads/proposal/tea") or ""
    assert summaries(coop) == ["cup 0"]
    coop.hub.delete_ref("refs/heads/proposal/tea")
    alice.git("update-ref", "refs/govtool/outbox/proposal/tea", commit)
    assert "signed here" not in alice.types("status")
    assert alice.git("for-each-ref", "refs/govtool/outbox") == "" and not coop.hub.ref("refs/heads/proposal/tea")
