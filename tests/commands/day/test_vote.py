"""A member's day: what waits for me, voting, and what is said when it cannot be."""

from __future__ import annotations

import pytest

from govtool.core.code import TABLE
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.people import key_of
from tests.world.words import MOTION, TEA

CHANGE = "- action: change-hours\n  member: dan\n  from_minutes: 600\n  to_minutes: 1200"


@pytest.fixture
def carol(coop: Coop) -> Laptop:
    coop.open("alice", "kettle", TEA, files={"tea.md": b"# Tea\n\nWe drink tea.\n"})
    return Laptop(coop, "carol")


# Status ----------------------------------------------------------------------------------------------------------


def test_status_says_who_i_am_what_waits_and_the_line_to_type(carol: Laptop) -> None:
    said = carol.types("status")
    assert carol.status == 0
    assert "Carol (carol), part-time, 1 vote" in said
    assert "1 vote for you:" in said and "0001 About kettle" in said
    assert "closes Sun 8 Nov, 10:00 (in 7 days), sooner once the result cannot change" in said
    assert "govtool vote 0001 for|against|abstain" in said and "just fetched" in said


def test_status_for_a_program(carol: Laptop) -> None:
    data = carol.reads("status")
    assert (data["format"], data["member"], data["sign"]) == (1, "carol", [])
    assert [(vote["proposal"], vote["closes_at"]) for vote in data["vote"]] == [("0001", "2026-11-08T10:00:00Z")]
    carol.types("vote", "1", "for")
    data = carol.reads("status")
    assert data["vote"] == [] and data["open"][0]["choice"] == "for" and data["open"][0]["state"] == "delivered"


def test_status_follows_a_ballot_from_the_outbox_to_the_decision(coop: Coop, carol: Laptop) -> None:
    carol.goes_offline()
    carol.types("vote", "1", "for")
    said = carol.types("status")
    assert "you voted for (signed)" in said and "Signed, not delivered yet: your vote on 0001 (" in said
    assert "vote/0001" not in said and carol.reads("status")["undelivered"] == ["vote/0001/carol"]
    carol.comes_back()
    said = carol.types("status")
    assert "you voted for (delivered)" in said and "delivered carol's vote on 0001, which was signed earlier" in said
    coop.run_clerk()
    assert "you voted for (counted)" in carol.types("status")
    coop.finish("0001")
    said = carol.types("status")
    assert "voted for on 0001 About kettle (rejected), entry 2" in said and "No vote is open." in said


def test_status_tells_people_without_a_key_what_is_open_and_how_to_get_one(coop: Coop, carol: Laptop) -> None:
    nobody = Laptop(coop, "nobody", with_key=False)
    said = nobody.types("status")
    assert nobody.status == 0
    assert "you have no key to sign with yet" in said and "govtool key setup" in said and "0001 About kettle" in said
    assert nobody.reads("status")["member"] is None


def test_status_names_a_forged_ballot_in_my_name_and_my_own_still_counts(coop: Coop, carol: Laptop) -> None:
    coop.vote("carol", "0001", "against", cast=1000, key=key_of("mallory"), branch="vote/0001/mallory")
    said = carol.types("status")
    assert "A ballot in your name on 0001 does not count" in said and "[key_unknown]" in said
    assert TABLE["key_unknown"].advice.split(":")[0] in said
    carol.types("vote", "1", "for")
    tally = carol.reads("tally", "1")
    assert [(vote["voter"], vote["choice"], vote["cast"]) for vote in tally["counted"]] == [("carol", "for", 1)]
    assert [(vote["voter"], vote["code"]) for vote in tally["refused"]] == [("carol", "key_unknown")]


def test_status_says_that_ballots_of_mine_contradict_each_other_and_another_vote_repairs_it(
    coop: Coop, carol: Laptop
) -> None:
    coop.vote("carol", "0001", "for")
    coop.vote("carol", "0001", "against", branch="vote/0001/carol-phone")
    said = carol.types("status")
    assert "your ballots contradict each other" in said and "[equivocation]" in said
    assert "(ballot 2: it replaces your earlier ones)" in carol.types("vote", "1", "for")
    assert carol.reads("status")["vote"] == []


def test_a_ballot_that_somebody_took_off_the_remote_is_sent_again(coop: Coop, carol: Laptop) -> None:
    carol.types("vote", "1", "for")
    coop.hub.delete_ref("refs/heads/vote/0001/carol")
    said = carol.types("status")
    assert "had gone from the remote, and was sent again" in said
    assert coop.hub.ref("refs/heads/vote/0001/carol") is not None
    assert carol.reads("tally", "1")["for"] == 1


def test_status_tells_of_unauthorised_commits_on_main(coop: Coop, carol: Laptop) -> None:
    coop.tamper("registry/bylaws.yaml", b"version: 2\n")
    said = carol.types("status")
    assert carol.status == 10
    assert "[unauthorised]" in said and "the state before them stays in force" in said
    assert "0001 About kettle" in said


def test_status_lists_my_filings_and_why_one_cannot_be_opened(coop: Coop) -> None:
    coop.propose("dan", "hours", CHANGE)
    coop.propose("dan", "late", MOTION, open_before=coop.now)
    dan = Laptop(coop, "dan")
    said = dan.types("status")
    assert "About hours: submitted, and opens in the clerk's next run" in said
    assert "About late (late) cannot be opened:" in said and "[expired]" in said and "govtool edit late" in said


# Voting ----------------------------------------------------------------------------------------------------------


def test_a_vote_is_delivered_and_the_tally_after_it_is_shown(coop: Coop, carol: Laptop) -> None:
    said = carol.types("vote", "kettle", "for", "--reason", "we can afford it")
    assert carol.status == 0
    assert 'Your vote on 0001 "About kettle": for' in said and "signed and delivered" in said
    assert "1 for, 0 against, 6 have not voted, of 7 votes" in said
    assert "still open: 3 more votes for would pass it" in said
    coop.run_clerk()
    assert coop.run.refused_ballots == {}
    assert carol.reads("tally", "1")["counted"][0]["reason"] == "we can afford it"


def test_the_id_may_be_a_number_or_any_part_of_the_name(carol: Laptop) -> None:
    for text in ("1", "0001", "#1", "kettle", "KETT", "proposals/2026-11/kettle"):
        assert carol.reads("tally", text)["proposal"] == "0001"


def test_the_same_choice_again_is_no_new_ballot(coop: Coop, carol: Laptop) -> None:
    carol.types("vote", "1", "for")
    before = coop.hub.ref("refs/heads/vote/0001/carol")
    said = carol.types("vote", "1", "for")
    assert carol.status == 0 and 'Your vote on 0001 "About kettle": for already' in said
    assert coop.hub.ref("refs/heads/vote/0001/carol") == before


def test_a_change_of_mind_counts_instead_of_the_first_vote_also_once_that_was_gathered(
    coop: Coop, carol: Laptop
) -> None:
    carol.types("vote", "1", "for")
    coop.run_clerk()
    said = carol.types("vote", "1", "against")
    assert "(ballot 2: it replaces your earlier ones)" in said
    coop.run_clerk()
    data = carol.reads("tally", "1")
    assert (data["for"], data["against"]) == (0, 1)


def test_a_vote_without_network_is_kept_and_the_next_command_sends_it(coop: Coop, carol: Laptop) -> None:
    carol.types("status")
    carol.goes_offline()
    said = carol.types("vote", "1", "for")
    assert carol.status == 0
    assert "kept on this computer until it can be sent" in said and "could not fetch" in said
    assert "1 for" in said
    assert 'Your vote on 0001 "About kettle": for already; it is signed, and kept' in carol.types("vote", "1", "for")
    carol.comes_back()
    carol.types("list")
    assert coop.hub.ref("refs/heads/vote/0001/carol") is not None
    coop.run_clerk()
    assert coop.run.refused_ballots == {}


def test_offline_neither_fetches_nor_sends(coop: Coop, carol: Laptop) -> None:
    carol.types("status")
    carol.types("vote", "1", "for", "--offline")
    assert coop.hub.ref("refs/heads/vote/0001/carol") is None


def test_voting_touches_neither_work_tree_nor_index_nor_branch(carol: Laptop) -> None:
    (carol.folder / "mine.txt").write_text("unfinished\n")
    before = carol.git("status", "--porcelain"), carol.git("rev-parse", "HEAD"), carol.git("branch")
    carol.types("vote", "1", "for")
    assert (carol.git("status", "--porcelain"), carol.git("rev-parse", "HEAD"), carol.git("branch")) == before


def test_a_key_that_the_registry_does_not_know_signs_nothing(coop: Coop, carol: Laptop) -> None:
    mallory = Laptop(coop, "mallory")
    said = mallory.types("vote", "1", "for")
    assert mallory.status == 1 and "is not registered with Test Co-operative" in said and "user.signingKey" in said
    assert coop.hub.refs("refs/heads/vote/") == {}


def test_no_key_says_how_to_make_one(coop: Coop, carol: Laptop) -> None:
    nobody = Laptop(coop, "nobody", with_key=False)
    assert "govtool key setup" in nobody.types("vote", "1", "for") and nobody.status == 1


def test_an_openpgp_key_cannot_be_counted_and_that_is_said(coop: Coop, carol: Laptop) -> None:
    vicky = Laptop(coop, "vicky", with_key=False)
    vicky.git("config", "user.signingKey", "0xDEADBEEFDEADBEEF")
    said = vicky.types("vote", "1", "for")
    assert vicky.status == 1 and "openpgp" in said and "govtool cannot count" in said and "govtool key setup" in said


def test_a_volunteer_is_told_before_signing_that_there_is_no_vote_and_why(coop: Coop, carol: Laptop) -> None:
    vera = Laptop(coop, "vera")
    said = vera.types("vote", "1", "for")
    assert vera.status == 10 and "[not_in_electorate]" in said and "the bylaws give the class volunteer no vote" in said
    assert coop.hub.refs("refs/heads/vote/") == {}


def test_a_revoked_key_is_refused_before_it_signs(coop: Coop, carol: Laptop) -> None:
    coop.state("carol", "rotate-key", coop.rotation("carol", 2))
    coop.run_clerk()
    coop.later("P3D")
    coop.state("carol", "revoke-key", {"key": key_of("carol").public_key.base64}, key=key_of("carol", 2))
    coop.run_clerk()
    said = carol.types("vote", "1", "for")
    assert carol.status == 10 and "[key_revoked]" in said
    assert coop.hub.refs("refs/heads/vote/") == {}


def test_a_closed_vote_says_how_it_ended(coop: Coop, carol: Laptop) -> None:
    for name in ("alice", "bob"):
        coop.vote(name, "0001", "for")
    coop.finish("0001")
    said = carol.types("vote", "1", "for")
    assert carol.status == 10
    assert "0001 About kettle is closed: passed since Tue 3 Nov" not in said
    assert "0001 About kettle is closed: passed since" in said and "[not_open]" in said


def test_a_misspelt_id_names_the_nearest(carol: Laptop) -> None:
    said = carol.types("vote", "ketle", "for")
    assert carol.status == 2 and "did you mean kettle?" in said and "govtool list proposals" in said
    assert carol.types("vote", "99", "for").count("there is no proposal 99") == 1


def test_a_part_that_two_have_names_both(coop: Coop, carol: Laptop) -> None:
    coop.open("bob", "kettles-two", MOTION)
    assert carol.reads("tally", "kettle")["proposal"] == "0001"
    said = carol.types("vote", "kett", "for")
    assert carol.status == 2 and "kett could be any of: kettle, kettles-two" in said


def test_a_word_that_is_no_choice_is_explained(carol: Laptop) -> None:
    said = carol.types("vote", "1", "yes")
    assert carol.status == 2 and "'yes' is not one of for, against, abstain" in said and "write it as for\n" in said
    assert "'block' is not one of" in carol.types("vote", "1", "block")


def test_a_reason_that_yaml_or_the_eye_would_misread_is_refused_before_signing(coop: Coop, carol: Laptop) -> None:
    said = carol.types("vote", "1", "for", "--reason", "pay \u202eme")
    assert carol.status == 10 and "[text]" in said and "U+202E" in said
    assert coop.hub.refs("refs/heads/vote/") == {}


def test_vote_for_a_program(carol: Laptop) -> None:
    data = carol.reads("vote", "1", "abstain")
    assert (data["choice"], data["cast"], data["state"], data["new"]) == ("abstain", 1, "delivered", True)
    assert data["tally"]["abstain"] == 1 and carol.reads("vote", "1", "abstain")["new"] is False


def test_a_ballot_can_be_written_to_a_file_and_carried_by_hand(coop: Coop, carol: Laptop) -> None:
    carol.types("vote", "1", "for", "--to", "ballot.bundle")
    assert carol.status == 0 and coop.hub.ref("refs/heads/vote/0001/carol") is None
    dan = Laptop(coop, "dan")
    listed = dan.git("bundle", "list-heads", str(carol.folder / "ballot.bundle"))
    assert listed.split()[1] == "refs/govtool/outbox/vote/0001/carol"
    dan.git("bundle", "verify", str(carol.folder / "ballot.bundle"))


def test_vote_alone_without_a_terminal_says_what_to_type(carol: Laptop) -> None:
    said = carol.types("vote")
    assert carol.status == 2 and "0001 About kettle" in said and "govtool vote ID CHOICE" in said
    carol.types("vote", "1", "for")
    assert "Nothing waits for your vote." in carol.types("vote")


def test_two_computers_of_mine_with_the_same_choice_count_once_and_nothing_is_left_over(
    coop: Coop, carol: Laptop
) -> None:
    carol.types("status")
    carol.goes_offline()
    carol.types("vote", "1", "for", "--reason", "at home")
    other = Laptop(coop, "carol")
    other.types("vote", "1", "for", "--reason", "on the train")
    carol.comes_back()
    assert "something else came there meanwhile" in carol.types("status")
    said = carol.types("vote", "1", "for")
    assert 'Your vote on 0001 "About kettle": for already' in said
    assert carol.reads("status")["undelivered"] == []
    coop.run_clerk()
    data = other.reads("tally", "1")
    assert data["for"] == 1 and data["refused"] == []


def test_what_was_gathered_until_a_proposal_was_withdrawn_is_still_told(coop: Coop, carol: Laptop) -> None:
    carol.types("vote", "1", "for")
    coop.run_clerk()
    coop.state("alice", "withdraw", {"proposal": "0001"})
    coop.run_clerk()
    data = carol.reads("tally", "1")
    assert carol.status == 0
    assert (data["result"], data["for"], [vote["voter"] for vote in data["counted"]]) == ("withdrawn", 1, ["carol"])


def test_nobodys_words_pass_for_a_line_of_govtools_own(coop: Coop, carol: Laptop) -> None:
    forged = "  decided by nobody: passed"
    text = coop.proposal_text("alice", "sly", MOTION + "\n  text: why.md").replace(
        "summary: What sly is about", f'summary: "Look:\\n{forged}"'
    )
    coop.open("alice", "sly", "", text=text, files={"why.md": f"{forged}\n".encode()})
    coop.vote("bob", "0002", "for", reason="Yes\n    erin   for  1 vote")
    said = carol.types("show", "2") + carol.types("tally", "2")
    assert forged not in said.split("\n") and f"  | {forged}" in said and f"  Look: {forged.strip()}" in said
    assert not any(line.startswith("    erin") for line in said.split("\n")) and "Yes erin for 1 vote" in said
