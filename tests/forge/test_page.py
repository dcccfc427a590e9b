"""The page of a pull request: what it says of a vote as it goes, and that saying it twice is saying it once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govtool.core.ids import digest_of
from govtool.domain.books.opening_balance import OpeningBalance
from govtool.roles.said.saying import sentences
from tests.forge.forge_bench import MOTION, Bench
from tests.forge.forge_fake import ForgeFake, serving
from tests.threats.attack_money import DOCUMENT, PAY, books
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import FOUNDED_AT, MINUTES_A_WEEK, key_of, person

POLICY = "- {action: adopt-policy, policy: tea, title: Tea, text: tea.md, from_version: 0}"
HOURS = "- {action: change-hours, member: carol, from_minutes: 600, to_minutes: 2400}"
SHOUTED = POLICY.replace("title: Tea", 'title: "@all `tea`"')
ONE = f"""\
title: Carol works more
summary: Carol (carol) will commit 40 h a week instead of 10 h.
proposer: alice
open_before: "2026-11-20T00:00:00Z"
actions:
{HOURS}
"""
WORKFLOW = b"on: push\n"
FILE = ".github/workflows/tea.yml"
FILES = (
    "- action: change-files\n  files:\n"
    f'    - {{path: {FILE}, mode: "100644", from: absent, to: "{digest_of(WORKFLOW)}"}}'
)


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Bench]:
    coop = Coop.copied(tmp_path_factory, tmp_path)
    with serving(ForgeFake(coop)) as forge:
        yield Bench(coop, forge)


def shown(bench: Bench, number: int) -> tuple[str, list[str], bool]:
    """The state of the status, the labels, and whether a pull request is open."""
    pull = bench.forge.pulls[number]
    status = bench.forge.status(pull.head)
    return status[0] if status else "", pull.labels, pull.is_open


def quiet(bench: Bench) -> bool:
    """Whether a further round finds everything right and changes nothing."""
    return bench.keep() == () and bench.forge.changes == []


# The life of a proposal ---------------------------------------------------------------------------------------------


def test_an_open_vote_shows_how_it_stands_who_is_silent_and_how_to_vote(bench: Bench) -> None:
    head = bench.filed(7, "alice", "kettle")
    (kept,) = bench.run()
    assert kept.problem is None and kept.about == "0001"
    assert kept.changed == ("comment", "status", "label govtool: open")
    bench.coop.vote("alice", "0001", "for", reason="We need tea")
    bench.coop.vote("dan", "0001", "against")
    bench.run()
    assert bench.forge.status(head) == ("pending", "0001 open, 2 of 7 for; 4 needed; closes 2026-11-08 10:00 UTC")
    said = bench.comment(7)
    assert "### 0001 `About kettle`" in said and "`What kettle is about`" in said
    assert "**open**, by alice; closes 2026-11-08 10:00 UTC, sooner once the result cannot change" in said
    assert "| alice | for | 2 | `We need tea` |" in said and "| dan | against | 1 |" in said
    assert "**Have not voted**: bob (2), carol (1), erin (1)" in said
    assert "`govtool vote 1 for` (or `against`, `abstain`)" in said
    assert "It changes nothing in the registry." in said
    assert shown(bench, 7) == ("pending", ["govtool: open"], True) and quiet(bench)


def test_what_it_would_change_is_shown_as_a_difference_of_the_registry(bench: Bench) -> None:
    bench.filed(7, "alice", "hours", HOURS)
    bench.run()
    said = bench.comment(7)
    assert "```diff\n@@ registry/members/c/ca/carol.yaml (changed) @@" in said
    assert "- committed_minutes_per_week: 600\n+ committed_minutes_per_week: 2400" in said
    assert quiet(bench)


def test_a_payout_is_shown_line_by_line(tmp_path: Path) -> None:
    coop = Coop.found(tmp_path / "rich", records=books(50000))
    with serving(ForgeFake(coop)) as forge:
        bench = Bench(coop, forge)
        bench.filed(7, "alice", "pay", PAY)
        bench.run()
        said = bench.comment(7)
        assert "**Of the wages owed it pays 100.00 USD from `treasury`**" in said
        assert "| carol | 40.00 | 400.00 | 360.00 |" in said
        assert "\npayouts: 0.00 USD → 100.00 USD\ntreasury: 500.00 USD → 400.00 USD\n" in said
        assert "registry/treasury.yaml" not in said and "registry/accounts" not in said
        assert quiet(bench)


def test_payouts_that_have_no_room_are_cut_and_it_is_said(tmp_path: Path) -> None:
    """Twenty payouts to sixty people in one proposal: what it does must not vanish from the page without a word."""
    names = [f"somebody-with-a-long-name-{number}" for number in range(60)]
    rows = [{"creditor": name, "amount_minor": 90000, "owed_on": "2026-01-01", "document": DOCUMENT} for name in names]
    pots = [{"account": "treasury", "amount_minor": 5000000, "document": DOCUMENT}]
    opening = OpeningBalance.read({"currency": "USD", "debts": rows, "treasury": pots})
    people = [person(name) for name in (*MINUTES_A_WEEK, *names)]
    coop = Coop.found(tmp_path / "many", people=people, records=opening.records(FOUNDED_AT))
    with serving(ForgeFake(coop)) as forge:
        bench = Bench(coop, forge)
        bench.filed(7, "alice", "pay", "\n".join([PAY] * 20))
        bench.run()
        said = bench.comment(7)
        assert "| somebody-with-a-long-name-0 | " in said and "lines more.** All of it: `govtool show 1`" in said
        assert "this is what changes" in said and "Everything about it" in said and len(said.encode()) < 65_536
        assert quiet(bench)


def test_a_new_policy_that_has_no_room_is_cut_and_it_is_said(bench: Bench) -> None:
    """A policy above 200 KB was told as `- 0 bytes`, and nothing else."""
    large = b"".join(b"Line %d: what is asked of everybody here.\n" % number for number in range(1990))
    wide = large.replace(b"everybody", b"everybody" * 12)
    bench.filed(7, "alice", "tea", POLICY, files={"tea.md": wide})
    bench.run()
    said = bench.comment(7)
    assert "Cut here: " in said and "`govtool show 1`" in said and "- 0 bytes" not in said
    assert "Line 0: what is asked of" in said and len(said.encode()) < 65_536 and len(wide) > 200_000
    assert quiet(bench)


@pytest.mark.parametrize("is_too_large", [False, True])
def test_a_change_of_a_policy_too_large_to_compare_is_told_by_its_size(bench: Bench, is_too_large: bool) -> None:
    """The record before and after may have 400,000 bytes together; with one more they are not compared."""
    path = "registry/policies/tea.yaml"
    lines = [f"Line {number:04d}: what is asked of everybody here, {'as of old ' * 14}" for number in range(1040)]
    bench.coop.pass_("alice", "tea", POLICY, files={"tea.md": "\n".join(lines).encode()})
    before = len(bench.coop.file(path) or b"")
    more = 400_000 - 2 * before + is_too_large
    # the record says it in as many bytes, whatever the version, but for the letters that were added
    lines[500] += "x" * (more // 2)
    lines[501] += "x" * (more - more // 2)
    changed = POLICY.replace("from_version: 0", "from_version: 1")
    bench.filed(8, "alice", "more-tea", changed, files={"tea.md": "\n".join(lines).encode()})
    bench.run()
    said = bench.comment(8)
    assert f"@@ {path} (changed) @@\n" in said and len(said.encode()) < 65_536 and quiet(bench)
    told = f"- {before} bytes\n+ {before + more} bytes\n"
    cut = "**Cut here: a large file.** All of it: `govtool show 2`."
    assert (told in said, cut in said) == (is_too_large, is_too_large)
    assert ('+   - "Line 0500' in said) is not is_too_large
    if is_too_large:
        assert "Line 0500" in Laptop(bench.coop, "bob").types("show", "2"), "as the page says"
    for voter in ("alice", "bob", "carol"):
        bench.coop.vote(voter, "0002")
    bench.coop.finish("0002")
    assert len(bench.coop.file(path) or b"") == before + more, "what was enacted has the size that was told"


def test_what_it_asks_for_is_said_as_show_says_it(bench: Bench) -> None:
    actions = f"{HOURS}\n{SHOUTED}"
    bench.filed(7, "alice", "both", actions, files={"tea.md": b"Green tea.\n"})
    bench.filed(8, "alice", "one", HOURS, text=ONE)
    bench.run()
    said, told = bench.comment(7), Laptop(bench.coop, "bob").types("show", "1")
    asked = sentences(bench.coop.entry("0001").actions, bench.coop.book.state)
    assert len(asked) == 2 and asked[0] in ONE and all(f"  - {each}\n" in told for each in asked)
    assert f"`What both is about`\n\n- `{asked[0]}`\n- ``{asked[1]}``\n\n" in said
    # whoever wrote no summary of their own is not quoted twice
    assert bench.comment(8).count(asked[0]) == 1 and Laptop(bench.coop, "bob").types("show", "2").count(asked[0]) == 1


def test_a_trial_is_told_with_its_day_and_what_undoes_it(bench: Bench) -> None:
    trial = 'trial: {review_on: "2027-03-01", measure: "who `comes`", owner: "dan"}\n'
    bench.filed(7, "alice", "tea", POLICY, files={"tea.md": b"Green tea.\n"}, extra=trial)
    bench.run()
    said = bench.comment(7)
    assert "### 0001 `About tea` (a trial until 2027-03-01)\n" in said
    assert "- `` It is a trial until 2027-03-01: who `comes` ``\n" in said
    undo = "Unless a second vote before that day keeps it: Repeals the policy tea, version 1."
    assert f"- `{undo}`\n" in said and quiet(bench)


def test_a_difference_shows_the_new_text_of_a_policy(bench: Bench) -> None:
    bench.filed(7, "alice", "tea", POLICY, files={"tea.md": b"Green tea.\n"})
    bench.run()
    assert "@@ registry/policies/" in bench.comment(7) and '+   - "Green tea."' in bench.comment(7)


def test_what_was_written_to_it_is_shown_with_the_answers(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    for text in ("@all `it` is\n## too loud", "lifted later"):
        bench.coop.state("vera", "object", {"text": text, "proposal": "0001", "aspect": "concern"})
        bench.run()
    told = "**Questions, concerns and objections** (they count nothing)"
    loud = "- 0001/0001 concern of vera, open: ``@all `it` is ## too loud``"
    assert told in bench.comment(7) and loud in bench.comment(7)
    bench.coop.state("alice", "respond", {"to": "0001/0001", "text_digest": "sha256:" + "a" * 64})
    bench.coop.state("vera", "lift", {"to": "0001/0002"})
    bench.run()
    answered = (
        loud.replace("open", "answered") + "; the proposer answers: in a document that is kept outside, `sha256:aaa"
    )
    assert (
        answered in bench.comment(7) and "- and 1 lifted" in bench.comment(7) and "lifted later" not in bench.comment(7)
    )


def test_a_passed_one_is_merged_by_the_forge_itself_and_told_to_be_enacted(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    for voter in ("alice", "bob", "carol"):
        bench.coop.vote(voter, "0001")
    bench.coop.later("P2D")
    bench.run()
    assert bench.forge.pulls[7].is_merged
    assert bench.forge.status(bench.forge.pulls[7].head) == ("success", "0001 passed and enacted")
    assert shown(bench, 7) == ("success", ["govtool: passed"], False)
    said = bench.comment(7)
    assert "**passed** on 2026-11-03 10:00 UTC, by alice; **enacted** on 2026-11-03 10:00 UTC" in said
    assert "**Did not vote**: dan (1), erin (1)" in said and "To vote:" not in said
    assert not any("merge" in change for change in bench.forge.changes) and quiet(bench)


def test_a_rejected_one_is_closed_with_the_reason(bench: Bench) -> None:
    head = bench.filed(7, "alice", "kettle")
    bench.run()
    bench.coop.vote("bob", "0001", "against")
    bench.coop.later("P7D")
    (kept,) = bench.run()
    assert "closed" in kept.changed
    assert bench.forge.status(head) == ("failure", "0001 rejected on 2026-11-08 10:00 UTC")
    assert shown(bench, 7) == ("failure", ["govtool: rejected"], False) and not bench.forge.pulls[7].is_merged
    assert "**rejected** on 2026-11-08 10:00 UTC" in bench.comment(7) and "| passed: 4 (has 0) |" in bench.comment(7)
    assert quiet(bench)


def test_a_withdrawn_one_is_closed(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    bench.coop.state("alice", "withdraw", {"proposal": "0001"})
    bench.run()
    assert shown(bench, 7) == ("failure", ["govtool: withdrawn"], False)
    assert "**withdrawn**" in bench.comment(7) and quiet(bench)


def test_one_that_waits_for_its_effect_says_when_it_comes(bench: Bench) -> None:
    head = bench.filed(7, "alice", "flow", FILES, changed={FILE: WORKFLOW})
    bench.run()
    assert f"@@ {FILE} (new) @@\n+ on: push" in bench.comment(7)
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        bench.coop.vote(voter, "0001")
    bench.coop.at(bench.coop.entry("0001").closes_at)
    bench.run()
    decided = bench.coop.entry("0001").decided
    assert decided is not None and decided.due_at is not None
    due = f"{decided.due_at[:10]} {decided.due_at[11:16]} UTC"
    assert bench.forge.status(head) == ("success", f"0001 passed; takes effect {due}")
    assert shown(bench, 7) == ("success", ["govtool: waiting"], False) and quiet(bench)
    assert f"; takes effect {due}" in bench.comment(7) and f"@@ {FILE} (new) @@" in bench.comment(7)
    bench.coop.at(decided.due_at)
    bench.run()
    assert shown(bench, 7) == ("success", ["govtool: passed"], False) and quiet(bench)
    assert bench.forge.status(head) == ("success", "0001 passed and enacted")


def test_one_that_cannot_take_effect_any_more_is_told_to_have_failed(bench: Bench) -> None:
    bench.filed(7, "alice", "flow", FILES, changed={FILE: WORKFLOW})
    bench.filed(8, "bob", "flow-too", FILES, changed={FILE: WORKFLOW})
    bench.run()
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        bench.coop.vote(voter, "0001")
        bench.coop.vote(voter, "0002")
    for _ in range(2):
        bench.coop.later("P14D")
        bench.run()
    failed = {number for number in (7, 8) if bench.forge.pulls[number].labels == ["govtool: failed"]}
    assert len(failed) == 1
    status = bench.forge.status(bench.forge.pulls[failed.pop()].head)
    assert status is not None and status[0] == "failure" and "passed, and failed:" in status[1] and quiet(bench)


def test_an_answer_to_a_question_names_the_others_and_what_won(bench: Bench) -> None:
    rename = "- {{action: rename-organization, from_name: Test Co-operative, to_name: {}}}"
    heads = {
        number: bench.filed(number, who, name.lower(), rename.format(name), extra="answers: name\n")
        for number, who, name in ((7, "alice", "Amber"), (8, "bob", "Beryl"))
    }
    bench.run()
    # whichever was opened first
    amber, beryl = (bench.coop.entry(each) for each in ("0001", "0002"))
    assert "It answers the question name beside 0002; at most one takes effect." in bench.comment(7)
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        bench.coop.vote(voter, "0001", "for" if voter in ("alice", "bob") else "against")
        bench.coop.vote(voter, "0002", "against" if voter == "dan" else "for")
    bench.coop.at(amber.closes_at)
    bench.run()
    assert amber.closes_at == beryl.closes_at and quiet(bench)
    assert shown(bench, 7) == ("failure", ["govtool: failed"], False)
    assert bench.forge.status(heads[7]) == ("failure", "0001 passed, and failed: outvoted")
    assert "`outvoted` (0002 has more votes for it)" in bench.comment(7)
    assert bench.forge.status(heads[8]) == ("success", "0002 passed and enacted")
    assert "It answered the question name." in bench.comment(8)


def test_a_refused_filing_is_told_what_is_wrong_where_and_what_to_do(bench: Bench) -> None:
    head = bench.filed(7, "alice", "kettle", "- action: moton")
    bench.run()
    said, status = bench.comment(7), bench.forge.status(head)
    assert "proposals/2026-11/kettle/proposal.yaml:" in said and "[schema]" in said and "govtool schema KIND" in said
    assert status is not None and status[0] == "failure" and "not opened: proposals/2026-11/kettle" in status[1]
    assert shown(bench, 7) == ("failure", ["govtool: refused"], True) and quiet(bench)
    bench.forge.push(7, bench.coop.propose("alice", "kettle", MOTION, push=False))
    bench.run()
    assert shown(bench, 7) == ("pending", ["govtool: open"], True) and "`About kettle`" in bench.comment(7)


def test_ten_pull_requests_have_ten_pages_with_two_lists_asked_for(bench: Bench) -> None:
    for number in range(1, 11):
        proposer = ("alice", "bob", "carol", "dan", "erin")[number % 5]
        bench.filed(number, proposer, f"kettle-{number}")
    assert [kept.problem for kept in bench.run()] == [None] * 10
    for number in range(1, 11):
        assert f"`About kettle-{number}`" in bench.comment(number)
        assert bench.forge.pulls[number].labels == ["govtool: open"]
    assert quiet(bench)
    asked = [path for method, path in bench.forge.requests if method == "GET" and path.endswith("/pulls")]
    assert len(asked) == 2 and len(bench.forge.requests) == 1 + 2 + 2 * 10


def test_time_alone_changes_no_page(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    bench.coop.later("P3D")
    bench.coop.run_clerk()
    assert quiet(bench)


# Ballots that do not count ------------------------------------------------------------------------------------------


def test_what_is_not_counted_is_told_with_the_reason_and_the_next_step(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    bench.coop.vote("dan", "0001", key=key_of("mallory"))
    bench.run()
    said = bench.comment(7)
    assert "**Not counted**" in said and "[key_unknown]" in said and "govtool key list" in said
    assert "**Have not voted**: alice (2), bob (2), carol (1), dan (1), erin (1)" in said


# The reminder -------------------------------------------------------------------------------------------------------


def test_the_silent_are_reminded_once_a_day_before_the_close(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    bench.coop.vote("alice", "0001")
    bench.coop.at("2026-11-07T09:59:59Z")
    bench.run()
    assert len(bench.forge.bodies(7)) == 1
    bench.coop.at("2026-11-07T10:00:00Z")
    (kept,) = bench.run()
    assert "reminder" in kept.changed
    (reminder,) = [body for body in bench.forge.bodies(7) if "govtool:reminder" in body]
    assert "**0001 closes 2026-11-08 10:00 UTC.** Not voted yet: bob, carol, dan, erin." in reminder
    assert "@" not in reminder and "govtool vote 1 for" in reminder
    bench.coop.vote("bob", "0001")
    bench.run()
    assert sum("govtool:reminder" in body for body in bench.forge.bodies(7)) == 1 and quiet(bench)


def test_nobody_is_reminded_where_all_have_voted(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    for voter, choice in zip(
        ("alice", "bob", "carol", "dan", "erin"), ("for", "against", "for", "against", "abstain"), strict=True
    ):
        bench.coop.vote(voter, "0001", choice)
    bench.coop.at("2026-11-07T10:00:00Z")
    bench.keep()
    assert not any("govtool:reminder" in body for body in bench.forge.bodies(7))


# Heads that are not the filing --------------------------------------------------------------------------------------


def test_what_is_pushed_on_top_of_an_opened_text_is_told_to_be_no_part_of_it(bench: Bench) -> None:
    filing = bench.filed(7, "alice", "kettle")
    bench.run()
    bench.forge.push(7, bench.coop.push_raw("", {"proposals/2026-11/kettle/more.md": b"More.\n"}, parent=filing))
    bench.run()
    assert bench.forge.status(bench.forge.pulls[7].head) == (
        "failure",
        f"0001 is open as of {filing[:12]}; later commits are not part of it",
    )
    assert f"**The vote is on `{filing[:12]}`" in bench.comment(7) and quiet(bench)
    for voter in ("alice", "bob", "carol"):
        bench.coop.vote(voter, "0001")
    bench.coop.later("P2D")
    bench.run()
    assert shown(bench, 7) == ("failure", ["govtool: passed"], True) and quiet(bench)


def test_an_ordinary_pull_request_on_which_a_proposal_was_filed_shows_the_vote(bench: Bench) -> None:
    """Somebody's pull request changes a file under a rule; a member files a proposal on top of it."""
    below = bench.coop.push_raw("", {FILE: WORKFLOW})
    bench.forge.pull(3, below, "a-stranger")
    bench.run()
    assert shown(bench, 3) == ("failure", ["govtool: refused"], True) and "govtool propose files" in bench.comment(3)
    filing = bench.coop.propose("alice", "flow", FILES, parent=below)
    bench.run()
    status = bench.forge.status(below)
    assert status is not None and status[1].startswith("0001 open, 0 of 7 for")
    assert shown(bench, 3) == ("pending", ["govtool: open"], True) and quiet(bench)
    assert f"The proposal is the commit `{filing[:12]}` on top of this pull request" in bench.comment(3)
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        bench.coop.vote(voter, "0001")
    bench.coop.at(bench.coop.entry("0001").closes_at)
    bench.run()
    assert bench.forge.pulls[3].is_merged and shown(bench, 3) == ("success", ["govtool: waiting"], False)


def test_an_ordinary_pull_request_whose_proposal_was_rejected_is_its_authors_to_close(bench: Bench) -> None:
    below = bench.coop.push_raw("", {FILE: WORKFLOW})
    bench.forge.pull(3, below, "a-stranger")
    bench.coop.propose("alice", "flow", FILES, parent=below)
    bench.run()
    bench.coop.at(bench.coop.entry("0001").closes_at)
    bench.run()
    assert shown(bench, 3) == ("failure", ["govtool: rejected"], True) and quiet(bench)


def test_the_clerk_reopens_what_was_closed_while_the_vote_is_open(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    bench.forge.pulls[7].is_open = False
    (kept,) = bench.run()
    assert kept.changed == ("opened again",) and bench.forge.pulls[7].is_open and quiet(bench)


def test_a_pull_request_that_was_pushed_to_since_the_fetch_is_left_to_the_next_run(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    bench.forge.pulls[7].head = bench.coop.push_raw("", {"docs/b.md": b"b\n"})
    assert quiet(bench)


def test_a_passed_one_that_stays_open_is_only_told(bench: Bench) -> None:
    bench.filed(7, "alice", "kettle")
    bench.run()
    for voter in ("alice", "bob", "carol"):
        bench.coop.vote(voter, "0001")
    bench.coop.later("P2D")
    bench.run()
    bench.forge.pulls[7].is_merged, bench.forge.pulls[7].is_open = False, True
    bench.forge._see_merges = lambda: None  # type: ignore[method-assign]
    assert bench.keep() == ()
    bench.coop.later("PT11M")
    (kept,) = bench.keep()
    assert kept.problem is not None and "does not show pull request 7 as merged" in kept.problem.message
    assert bench.forge.changes == [] and bench.forge.pulls[7].is_open
