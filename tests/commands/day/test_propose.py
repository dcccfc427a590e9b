"""A member's day: asking for decisions, with options, by hand, as a draft; editing and taking back."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.domain.decisions.files import path_problem
from govtool.roles.lifecycle.schema import ACTIONS
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of, shipped_bylaws, without_probation
from tests.world.words import MOTION


@pytest.fixture
def dan(coop: Coop) -> Laptop:
    return Laptop(coop, "dan")


def opened(coop: Coop) -> dict[str, str]:
    """What the clerk opens now: slug by number."""
    coop.run_clerk()
    assert coop.run.refused_branches == {}
    return {use.rsplit("/", 1)[-1]: use for use in coop.run.done}


def test_a_policy_is_filed_with_its_text_and_opens(coop: Coop, dan: Laptop) -> None:
    (dan.folder / "tea.md").write_text("# Tea\n\nWe drink tea.\n")
    said = dan.types("propose", "adopt-policy", "--policy", "tea", "--title", "Tea", "--text", "tea.md", "--yes")
    assert dan.status == 0, said
    assert "passed: more than 1/2 of all 7 votes = 4 votes (2 people or more)" in said
    assert "registry/policies/tea.yaml (new)" in said and '+   - "We drink tea."' in said
    assert "Submitted as adopt-policy-tea. It gets its number and opens in the clerk's next run." in said
    assert "adopt-policy-tea" in opened(coop)
    for name in ("alice", "bob"):
        coop.vote(name, "0001", "for")
    coop.finish("0001")
    assert "We drink tea." in dan.types("show", "tea")


def test_hours_are_typed_as_people_say_them_and_the_present_ones_are_filled_in(coop: Coop, dan: Laptop) -> None:
    data = dan.reads("propose", "change-hours", "--member", "dan", "--to", "20h", "--yes")
    assert data["state"] == "delivered" and data["rules"][0]["rule"] == "ordinary"
    assert "committed_minutes_per_week: 1200" in data["effects"]["files"][0]["after"]
    opened(coop)
    action = coop.entry("0001").actions[0].data()
    assert (action["from_minutes"], action["to_minutes"]) == (600, 1200)


def test_bylaws_are_amended_by_saying_what_is_to_stand_where(coop: Coop, dan: Laptop) -> None:
    said = dan.types("propose", "amend-bylaws", "--set", "rules.ordinary.period=P14D", "--title", "Two weeks", "--yes")
    assert dan.status == 0 and '+     period: "P14D"' in said and "5 votes (3 people or more)" in said
    opened(coop)
    change = coop.entry("0001").actions[0].data()["changes"][0]
    assert change == {"path": "rules.ordinary.period", "from": "P7D", "to": "P14D"}


def test_an_amendment_that_weakens_a_rule_must_also_pass_that_rule(dan: Laptop) -> None:
    said = dan.types(
        "propose", "amend-bylaws", "--set", "rules.expel.outcomes.0.at_least=1/2", "--slug", "softer", "--yes"
    )
    assert "decided by amend" in said and "decided by expel" in said


def test_a_place_that_the_bylaws_do_not_have_is_refused_once(coop: Coop, dan: Laptop) -> None:
    said = dan.types("propose", "amend-bylaws", "--set", "rules.ordinary.perod=P14D", "--yes")
    assert dan.status == 10 and said.count("is not a field of this record") == 1
    assert coop.hub.refs("refs/heads/proposal/") == {}


def test_files_under_a_rule_are_taken_from_the_folder_or_from_a_branch(coop: Coop, dan: Laptop) -> None:
    workflow = dan.folder / ".github" / "workflows" / "clerk.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("name: clerk\n")
    said = dan.types("propose", "change-files", "--file", ".github/workflows/clerk.yml", "--slug", "workflow", "--yes")
    assert dan.status == 0 and ".github/workflows/clerk.yml (new)" in said and "+ name: clerk" in said
    dan.git("switch", "-q", "-c", "mine")
    (dan.folder / "README.md").write_text("free\n")
    dan.git("add", "-A")
    dan.git("commit", "-q", "--no-gpg-sign", "-m", "mine")
    said = dan.types("propose", "change-files", "--from-branch", "mine", "--slug", "branch", "--yes")
    assert dan.status == 0 and "left out, because they are unprotected: README.md" in said
    opened(coop)
    assert {coop.entry(number).slug for number in ("0001", "0002")} == {"workflow", "branch"}


@pytest.mark.parametrize("name", [".git/config", ".GIT/config", "git~1/config", "x/.git ", ".git./x", "docs/con.txt"])
def test_a_name_that_git_or_a_system_keeps_for_itself_is_no_path_of_a_proposal(name: str) -> None:
    assert path_problem(name) is not None


@pytest.mark.parametrize("name", [".github/workflows/clerk.yml", ".gitignore", "docs/git.md"])
def test_names_that_only_begin_alike_are_paths_like_any_other(name: str) -> None:
    assert path_problem(name) is None


def test_a_path_that_no_row_allows_is_refused(coop: Coop, dan: Laptop) -> None:
    (dan.folder / "setup.py").write_text("x\n")
    said = dan.types("propose", "change-files", "--file", "setup.py", "--yes")
    assert dan.status == 10 and "[path_denied]" in said
    assert coop.hub.refs("refs/heads/proposal/") == {}


def test_who_may_not_propose_hears_it_before_anything_is_sent(coop: Coop) -> None:
    vera = Laptop(coop, "vera")
    key = Path(vera.git("config", "user.signingKey").strip() + ".pub")
    said = vera.types("propose", "rekey", "--member", "erin", "--key", str(key), "--proof", "x", "--yes")
    assert vera.status == 10 and "[not_allowed]" in said
    assert coop.hub.refs("refs/heads/proposal/") == {}


def test_what_is_missing_is_named_where_nobody_can_be_asked(dan: Laptop) -> None:
    said = dan.types("propose", "adopt-policy", "--policy", "tea", "--yes")
    assert dan.status == 2 and "adopt-policy also needs --title and --text" in said
    assert "a motion needs a --title" in dan.types("propose", "motion", "--yes") and dan.status == 2
    assert "say what you ask for" in dan.types("propose", "--yes") and dan.status == 2


def test_values_that_cannot_be_meant_are_explained(dan: Laptop) -> None:
    assert "write it as 10h, 7h30m, 7:30, 1.5h or 45m" in dan.types(
        "propose", "change-hours", "--member", "dan", "--to", "lots", "--yes"
    )
    said = dan.types("propose", "motion", "--title", "x" * 101, "--yes")
    assert dan.status == 10 and "at most 100 characters" in said
    said = dan.types("propose", "motion", "--title", "Tea", "--open-before", "tomorrow", "--yes")
    assert dan.status == 2 and "'tomorrow' is not a day or a time in UTC" in said
    assert "cannot be read" in dan.types("propose", "motion", "--title", "Tea", "--text", "nowhere.md", "--yes")


def test_every_action_has_help_with_an_example(dan: Laptop) -> None:
    for name in ACTIONS:
        said = dan.types("propose", name, "--help")
        assert dan.status == 0 and f"Example: govtool propose {name}" in said


def test_a_misspelt_action_names_the_nearest(dan: Laptop) -> None:
    assert "there is no action 'pay-dept'; did you mean pay-debts?" in dan.types("propose", "pay-dept", "--yes")
    assert dan.status == 2
    assert "there is no action 'xylophone' [usage]" in f"{dan.types('propose', 'xylophone').strip()}."


def test_an_accent_typed_beside_its_letter_is_kept_together(coop: Coop, dan: Laptop) -> None:
    dan.types("propose", "motion", "--title", "Cafe\u0301", "--slug", "cafe", "--yes")
    assert dan.status == 0
    opened(coop)
    assert coop.entry("0001").title == "Café"


def test_somebody_is_admitted_with_a_key_file_and_a_proof(tmp_path: Path) -> None:
    coop = Coop.found(tmp_path / "coop", bylaws=shipped_bylaws(without_probation))
    dan = Laptop(coop, "dan")
    (dan.folder / "zoe.pub").write_text(key_of("zoe").public_key.line + " zoe@home\n")
    (dan.folder / "zoe.proof").write_text(coop.proof("zoe"))
    options = ("--candidate", "zoe", "--name", "Zoe", "--hours", "10h", "--key", "zoe.pub", "--proof", "@zoe.proof")
    said = dan.types("propose", "admit", *options, "--yes")
    assert dan.status == 0, said
    assert "registry/members/z/zo/zoe.yaml (new)" in said
    assert "admit-zoe" in opened(coop)


# By hand, drafts, editing ----------------------------------------------------------------------------------------


def test_a_folder_written_by_hand_keeps_its_bytes(coop: Coop, dan: Laptop) -> None:
    folder = dan.folder / "thanks"
    folder.mkdir()
    text = "# for all of us\n" + coop.proposal_text("dan", "thanks", "- action: motion\n  text: letter.md")
    (folder / "proposal.yaml").write_text(text)
    (folder / "letter.md").write_text("Thank you.\n")
    said = dan.types("propose", "--from", "thanks", "--yes")
    assert dan.status == 0, said
    opened(coop)
    assert coop.file("proposals/2026-11/thanks/proposal.yaml", coop.entry("0001").filing) == text.encode()


def test_a_filing_names_its_author_by_id_alone(coop: Coop, dan: Laptop) -> None:
    """The registry keeps the commit for ever, so a name and an address that git knows stay out of it."""
    dan.git("config", "user.name", "Daniel Example")
    dan.git("config", "user.email", "daniel@example.org")
    dan.types("propose", "motion", "--title", "Thanks", "--yes")
    opened(coop)
    filed = coop.hub.commit(coop.entry("0001").filing or "")
    assert filed.author == filed.committer and filed.author.startswith("dan <dan@invalid> ")
    assert "aniel" not in (coop.file("registry/filings/00/00/0001.yaml") or b"").decode()


def test_a_fault_in_a_file_written_by_hand_is_named_with_line_and_column(coop: Coop, dan: Laptop) -> None:
    file = dan.folder / "p.yaml"
    file.write_text(coop.proposal_text("dan", "x", "- action: fly\n"))
    said = dan.types("propose", "--from", "p.yaml", "--yes")
    assert dan.status == 10 and "p.yaml:6:" in said and "action must be one of" in said


def test_nobody_files_in_another_name(coop: Coop, dan: Laptop) -> None:
    file = dan.folder / "p.yaml"
    file.write_text(coop.proposal_text("alice", "x", MOTION))
    said = dan.types("propose", "--from", "p.yaml", "--slug", "mine", "--yes")
    assert dan.status == 2 and "the proposer is alice, and you are dan" in said
    assert coop.hub.refs("refs/heads/proposal/") == {}


def test_a_draft_does_not_open_until_its_author_files_it(
    coop: Coop, dan: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    dan.types("propose", "motion", "--title", "Thanks", "--draft")
    coop.run_clerk()
    assert coop.run.done == []
    assert "a draft" in dan.types("show", "thanks") and "Thanks: a draft → submit it: govtool edit thanks" in dan.types(
        "status"
    )
    erin = Laptop(coop, "erin")
    assert "a draft" in erin.types("show", "thanks") and erin.reads("show", "thanks")["status"] == "draft"
    assert erin.reads("list", "drafts") == [{"slug": "thanks", "title": "Thanks", "status": "draft"}]
    monkeypatch.setenv("EDITOR", "sed -i s/Thanks/Thank-you/")
    said = dan.types("edit", "thanks", "--yes")
    assert dan.status == 0 and "Submitted as thanks." in said
    opened(coop)
    assert coop.entry("0001").title == "Thank-you"


def test_the_text_of_a_filing_that_is_not_open_yet_can_be_replaced(coop: Coop, dan: Laptop) -> None:
    (dan.folder / "tea.md").write_text("Tea\n")
    dan.types(
        "propose", "adopt-policy", "--policy", "tea", "--title", "Tea", "--text", "tea.md", "--slug", "tea", "--yes"
    )
    (dan.folder / "tea.md").write_text("Green tea\n")
    said = dan.types("edit", "tea", "--text", "tea.md", "--yes")
    assert dan.status == 0 and '+   - "Green tea"' in said
    opened(coop)
    assert coop.file("proposals/2026-11/tea/tea.md", coop.entry("0001").filing) == b"Green tea\n"


def test_an_edit_with_a_fault_is_not_filed(coop: Coop, dan: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    dan.types("propose", "motion", "--title", "Thanks", "--draft")
    before = coop.hub.ref("refs/heads/proposal/thanks")
    monkeypatch.setenv("EDITOR", "sed -i s/motion/moton/")
    said = dan.types("edit", "thanks", "--yes")
    assert dan.status == 10 and "action must be one of" in said
    assert coop.hub.ref("refs/heads/proposal/thanks") == before


def test_an_open_proposal_is_fixed_for_good(coop: Coop, dan: Laptop) -> None:
    coop.open("dan", "hello", MOTION)
    said = dan.types("edit", "hello", "--yes")
    assert dan.status == 10 and "[content_frozen]" in said and "--replaces 0001" in said
    said = dan.types("propose", "motion", "--title", "Hello again", "--replaces", "hello", "--yes")
    assert dan.status == 0
    opened(coop)
    assert coop.entry("0002").replaces == "0001"
    assert "it replaces 0001 About hello, which was open: 0 for" in dan.types("show", "2")


def test_withdrawing_takes_back_a_draft_at_once_and_an_open_one_by_a_statement(coop: Coop, dan: Laptop) -> None:
    dan.types("propose", "motion", "--title", "Draft one", "--draft")
    assert "taken off its branch" in dan.types("withdraw", "draft-one")
    assert coop.hub.ref("refs/heads/proposal/draft-one") is None
    coop.open("dan", "hello", MOTION)
    said = dan.types("withdraw", "hello")
    assert dan.status == 0 and "You withdraw 0001 About hello." in said and "your statement 1" in said
    said = dan.types("withdraw", "hello")
    assert dan.status == 10 and "[not_open]" in said
    coop.run_clerk()
    assert coop.entry("0001").status == "withdrawn"


def test_only_the_proposer_withdraws(coop: Coop, dan: Laptop) -> None:
    coop.open("alice", "hello", MOTION)
    said = dan.types("withdraw", "1")
    assert dan.status == 10 and "[not_proposer]" in said
    assert coop.hub.refs("refs/heads/statement/") == {}
    Laptop(coop, "alice").types("propose", "motion", "--title", "Theirs", "--draft")
    assert "theirs is alice's" in dan.types("withdraw", "theirs") and dan.status == 2


def test_a_filing_without_network_is_kept_and_sent_later(coop: Coop, dan: Laptop) -> None:
    dan.types("status")
    dan.goes_offline()
    said = dan.types("propose", "motion", "--title", "Hello", "--yes")
    assert dan.status == 0 and "kept on this computer until it can be sent" in said
    dan.comes_back()
    assert "delivered the proposal hello" in dan.types("status")
    assert "hello" in opened(coop)


def test_a_slug_that_was_used_is_replaced_by_a_free_one_and_refused_when_typed(coop: Coop, dan: Laptop) -> None:
    coop.open("alice", "hello", MOTION)
    assert dan.reads("propose", "motion", "--title", "Hello", "--yes")["slug"] == "hello-2"
    said = dan.types("propose", "motion", "--title", "Hello", "--slug", "hello", "--yes")
    assert dan.status == 10 and ("[slug_used]" in said or "[content_frozen]" in said)
    assert dan.reads("list", "drafts")[0]["status"] == "filed"


# What nobody saw, nobody signs -------------------------------------------------------------------------------------


RENAME = ("propose", "rename-organization", "--to", "Red Keys")


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_propose_without_a_terminal_files_nothing_unless_it_is_told_to(coop: Coop, more: tuple[str, ...]) -> None:
    bob = Laptop(coop, "bob")
    said = bob.types(*RENAME, *more)
    assert bob.status == 2 and "this is no terminal to ask on; nothing was signed" in said
    assert "--yes" in said and bob.git("ls-remote", "origin", "refs/heads/proposal/*") == ""
    assert ("Renames" in said) == (not more), "what it would do was shown first"
    bob.types(*RENAME, *more, "--yes")
    assert bob.status == 0 and "rename-to-red-keys" in opened(coop)


def test_edit_without_a_terminal_files_nothing_unless_it_is_told_to(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    bob.types(*RENAME, "--draft")
    said = bob.types("edit", "rename-to-red-keys", "--as-is")
    assert bob.status == 2 and "nothing was signed" in said
    bob.types("edit", "rename-to-red-keys", "--as-is", "--yes")
    assert bob.status == 0 and "rename-to-red-keys" in opened(coop)


def test_a_second_proposal_of_the_same_title_replaces_nothing(coop: Coop) -> None:
    bob, carol = Laptop(coop, "bob"), Laptop(coop, "carol")
    bob.types("propose", "motion", "--title", "Open on Saturdays", "--summary", "All year", "--yes")
    said = carol.types("propose", "motion", "--title", "Open on Saturdays", "--summary", "In summer", "--yes")
    assert "Submitted as open-on-saturdays-2." in said
    assert {"open-on-saturdays", "open-on-saturdays-2"} <= set(opened(coop))


def test_a_slug_that_another_has_is_refused_and_ones_own_is_replaced_and_told(coop: Coop) -> None:
    bob, carol = Laptop(coop, "bob"), Laptop(coop, "carol")
    bob.types("propose", "motion", "--title", "Tea at four", "--slug", "tea", "--draft")
    said = carol.types("propose", "motion", "--title", "Tea at five", "--slug", "tea", "--yes")
    assert carol.status == 2 and "tea is a proposal of bob that is not opened yet" in said
    assert "Tea at four" in bob.types("show", "tea")
    said = bob.types("propose", "motion", "--title", "Tea at six", "--slug", "tea", "--yes")
    assert bob.status == 0 and "it replaces your draft or submission tea" in said
    assert "Tea at six" in bob.types("show", "tea")
