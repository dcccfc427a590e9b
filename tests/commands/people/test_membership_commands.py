"""The way in, typed: by somebody without a record, by the members who answer, and by who is on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govtool.core.times import add
from govtool.domain.constitution.member import Member
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.newcomer import application, in_probation, probation, received, vote_about, votes, with_kitchen
from tests.world.people import key_of, person, shipped_bylaws


@pytest.fixture
def coop(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Coop:
    return with_kitchen(Coop.copied(tmp_path_factory, tmp_path))


APPLY = ("apply", "--id", "frank", "--name", "Frank Lee", "--hours", "20h", "--team", "kitchen", "--text", "I cook.")


# From outside --------------------------------------------------------------------------------------------------------


def test_somebody_applies_and_is_told_where_it_stands_until_a_member_answers(coop: Coop) -> None:
    frank = Laptop(coop, "frank")
    said = frank.types(*APPLY)
    assert frank.status == 0 and "delivered, on the branch application/frank" in said
    assert "It waits there until a member brings it in" in said and "good for 180 days" in said
    (standing,) = frank.reads("status")["standing"]
    assert (standing["stage"], standing["branch"], standing["findings"]) == ("outside", "application/frank", [])
    said = frank.types("status")
    assert "Frank Lee (frank), not in the registry yet" in said and "guest" not in said
    assert "your application waits outside the registry; its time limits have not begun" in said
    assert "not a member yet: govtool status" in frank.types("sign") and frank.status == 1
    assert "a member brings it in (alice, bob, carol, dan or erin): govtool receive frank" in said
    alice = Laptop(coop, "alice")
    said = alice.types("status")
    assert "Frank Lee (frank) applies for 20 h a week → govtool receive frank" in said
    said = alice.types("receive", "frank")
    assert alice.status == 0 and "| I cook." in said and "You have received what frank sent." in said
    coop.run_clerk()
    assert application(coop, "frank").received_by == "alice" and application(coop, "frank").text == "I cook."
    said = frank.types("status")
    assert "alice has seen the application; it is good until" in said
    assert "next: a member nominates, and all members vote" in said
    assert "applies for" not in alice.types("status"), "it is answered"


def test_somebody_registers_as_a_volunteer(coop: Coop) -> None:
    wilma = Laptop(coop, "wilma")
    said = wilma.types("register", "--id", "wilma", "--name", "Wilma", "--text", "I write.")
    assert wilma.status == 0 and "Your registration to Test Co-operative is delivered" in said
    assert "your registration waits outside" in wilma.types("status")
    bob = Laptop(coop, "bob")
    assert "Wilma (wilma) registers as a volunteer" in bob.types("status")
    bob.types("receive", "wilma")
    coop.run_clerk()
    assert coop.member("wilma").membership == "none"
    assert "You are not a member. To become one: govtool apply" in wilma.types("status")
    assert "known here already" in wilma.types("register", "--id", "wil", "--name", "W")
    assert wilma.status == 2


def test_a_key_is_made_where_there_is_none_and_only_when_asked(coop: Coop) -> None:
    frank = Laptop(coop, "frank", with_key=False)
    said = frank.types(*APPLY)
    assert frank.status == 1 and "govtool key setup" in said
    said = frank.types(*APPLY, "--no-passphrase")
    assert frank.status == 0 and "to sign with in this repository" in said
    assert frank.reads("list", "letters")[0]["id"] == "frank"


def test_who_cannot_push_is_told_the_other_ways_and_a_member_carries_it(coop: Coop, tmp_path: Path) -> None:
    frank = Laptop(coop, "frank")
    frank.goes_offline()
    said = frank.types(*APPLY)
    assert "signed, and kept on this computer" in said
    assert "from a fork: git remote set-url --push origin YOUR-FORK" in said
    assert "as a file, which any member brings in" in said
    file = tmp_path / "frank.bundle"
    said = frank.types(*APPLY, "--to", str(file), "--offline")
    assert frank.status == 0 and "govtool take frank.bundle" in said and file.is_file()
    alice = Laptop(coop, "alice")
    said = alice.types("take", str(file))
    assert alice.status == 0 and "frank's application: delivered" in said
    assert alice.reads("list", "letters")[0]["branch"] == "application/frank"


def test_from_a_fork_it_is_a_pull_request(coop: Coop) -> None:
    frank = Laptop(coop, "frank")
    fork = coop.folder / "fork.git"
    frank.git("clone", "--quiet", "--bare", str(coop.folder / "hub.git"), str(fork))
    frank.git("remote", "set-url", "--push", "origin", str(fork))
    said = frank.types(*APPLY)
    assert "in your fork: now open a pull request from the branch application/frank" in said
    assert coop.hub.ref("refs/heads/application/frank") is None
    oid = frank.git("-C", str(fork), "rev-parse", "refs/heads/application/frank").strip()
    frank.git("push", "--quiet", str(coop.folder / "hub.git"), f"{oid}:refs/pull/7/head")
    assert "your application waits outside" in frank.types("status")
    alice = Laptop(coop, "alice")
    assert "applies for 20 h a week" in alice.types("status")
    alice.types("receive", "frank")
    coop.run_clerk()
    assert coop.member("frank").membership == "applicant" and coop.audit().ok


def test_what_nobody_could_bring_in_is_refused_before_anything_is_signed(coop: Coop) -> None:
    mallory = Laptop(coop, "mallory")
    said = mallory.types("apply", "--id", "vera", "--name", "V", "--hours", "5h")
    assert mallory.status == 10 and "the id vera belongs to another person here [id_taken]" in said
    said = mallory.types("apply", "--id", "Not An Id", "--name", "V", "--hours", "5h")
    assert mallory.status == 2 and "cannot be an id: " in said
    said = mallory.types("apply", "--id", "mallory", "--name", "V")
    assert mallory.status == 2 and "--hours" in said
    assert coop.hub.refs("refs/heads/application/") == {}


def test_who_received_somebody_a_minute_ago_is_told_so_and_nominates_before_the_clerk_comes(coop: Coop) -> None:
    Laptop(coop, "frank").types(*APPLY)
    carol = Laptop(coop, "carol")
    carol.types("receive", "frank")
    said = carol.types("receive", "frank")
    assert carol.status == 2 and "you have brought in what frank sent already" in said
    assert "govtool nominate frank" in said
    assert "The vote opens by itself." in carol.types("nominate", "frank") and carol.status == 0
    coop.run_clerk()
    assert vote_about(coop, "frank").proposer == "carol" and application(coop, "frank").received_by == "carol"


def test_the_check_judges_an_application_as_its_bringing_in_will(coop: Coop) -> None:
    frank = Laptop(coop, "frank")
    frank.types(*APPLY)
    found = frank.reads("check", "origin/application/frank")
    assert frank.status == 0 and found["ok"] and found["findings"] == []
    received(coop, "frank")
    found = Laptop(coop, "bob").reads("check", "origin/application/frank")
    assert {one["code"] for one in found["findings"]} == {"id_taken", "key_in_use"}


# With a record -------------------------------------------------------------------------------------------------------


def test_a_volunteer_applies_by_a_statement_and_a_reviewer_sees_it(coop: Coop) -> None:
    vera, bob = Laptop(coop, "vera"), Laptop(coop, "bob")
    said = vera.types("apply", "--hours", "10h", "--text", "I know you all.")
    assert vera.status == 0 and "You apply to become a member of Test Co-operative." in said
    coop.run_clerk()
    assert "nobody has answered yet" in vera.types("status")
    said = bob.types("status")
    assert "vera has applied, good until" in said and "govtool receive vera" in said
    bob.types("review", "vera", "--text", "She is good.")
    assert bob.status == 0
    coop.run_clerk()
    assert "vera has applied" not in bob.types("status") and "bob has seen the application" in vera.types("status")


def test_who_has_a_record_is_received_by_id_and_sends_nothing_by_hand(coop: Coop, tmp_path: Path) -> None:
    vera, bob = Laptop(coop, "vera"), Laptop(coop, "bob")
    said = vera.types("apply", "--hours", "10h", "--to", str(tmp_path / "vera.bundle"))
    assert vera.status == 2 and "your application is a statement" in said
    kept = "sha256:" + "a" * 64
    vera.types("apply", "--hours", "10h", "--document", kept)
    coop.run_clerk()
    said = bob.types("receive", "vera")
    assert f"a text kept outside, {kept}" in said and "You have received what vera sent." in said
    coop.run_clerk()
    assert application(coop, "vera").received_by == "bob"
    assert "bob has received the application of vera [precondition]" in bob.types("receive", "vera")


def test_only_who_has_the_duty_is_asked_where_somebody_has_it(coop: Coop) -> None:
    coop = coop.another(people=[person("alice"), person("bob").changed(duties=("reviewer",)), person("carol")])
    Laptop(coop, "frank").types("apply", "--id", "frank", "--name", "Frank", "--hours", "20h")
    assert "applies for" in Laptop(coop, "bob").types("status")
    alice = Laptop(coop, "alice")
    assert "applies for" not in alice.types("status")
    assert "applies for" in alice.types("list", "applications"), "but everybody can look"
    people = Laptop(coop, "bob").reads("status")["people"]
    assert [(one["id"], one["kind"]) for one in people] == [("frank", "letter")]


# Nominating and voting -----------------------------------------------------------------------------------------------


def test_a_member_nominates_with_what_was_asked_for(coop: Coop) -> None:
    received(coop, "frank", teams=["kitchen"], wanted_minutes_per_week=900)
    carol = Laptop(coop, "carol")
    said = carol.types("nominate", "frank")
    assert carol.status == 0 and "You nominate frank with kitchen, for 15 h a week. The vote opens by itself." in said
    coop.run_clerk()
    entry = vote_about(coop, "frank")
    assert entry.actions[0].data()["committed_minutes_per_week"] == 900
    said = Laptop(coop, "frank").types("status")
    assert f"vote {entry.number} is open" in said and "next: it closes" in said
    said = carol.types("nominate", "frank", "--withdraw")
    coop.run_clerk()
    assert coop.entry(entry.number).status == "withdrawn"


def test_which_team_is_meant_is_asked_where_several_can_be(coop: Coop) -> None:
    coop.pass_("alice", "bar", "- {action: form-team, team: bar, name: Bar, members: [dan]}")
    received(coop, "frank")
    carol = Laptop(coop, "carol")
    said = carol.types("nominate", "frank")
    assert carol.status == 2 and "say with which team they are to work" in said and "--team bar or kitchen" in said
    assert "nobody nominates frank" in carol.types("nominate", "frank", "--withdraw") and carol.status == 2
    assert "You nominate frank with bar" in carol.types("nominate", "frank", "--team", "bar")


def test_a_nomination_brings_in_what_waits_outside(coop: Coop) -> None:
    Laptop(coop, "frank").types(*APPLY)
    dan = Laptop(coop, "dan")
    said = dan.types("nominate", "frank", "--hours", "30h")
    assert dan.status == 10 and "frank asked for 1200 minutes a week, not 1800" in said
    dan.types("nominate", "frank", "--hours", "10h")
    assert dan.status == 0
    assert dan.reads("status")["refused"] == [], "what is on its way is judged with what it brings in"
    coop.run_clerk()
    assert vote_about(coop, "frank").proposer == "dan" and Member.of(coop.registry, "frank") is not None
    assert "has not applied" in dan.types("nominate", "vera") and dan.status == 2
    assert "no application of grace waits" in dan.types("nominate", "grace") and dan.status == 2


def test_what_a_volunteer_did_is_shown_before_every_ballot_on_them(coop: Coop) -> None:
    vera, bob = Laptop(coop, "vera"), Laptop(coop, "bob")
    number = coop.open("vera", "kettle", "- action: motion")
    vera.types("hours", "log", "--on", "2026-11-01", "--hours", "3h", "--task", "dishes")
    assert vera.status == 0
    vera.types("apply", "--hours", "10h", "--text", "I know you all.")
    coop.run_clerk()
    said = bob.types("receive", "vera")
    assert "recorded 3 h of work, of which 3 h wait for approval" in said
    assert f"contributed 2 statements, 1 proposal: {number} (open)" in said
    bob.types("nominate", "vera", "--team", "kitchen")
    coop.run_clerk()
    vote = vote_about(coop, "vera").number
    assert "recorded 3 h of work" in bob.types("vote", vote, "for")
    (record,) = bob.reads("show", vote)["records"]
    assert (record["member"], record["minutes"], record["counted_minutes"]) == ("vera", 180, 0)
    assert record["proposals"] == [{"proposal": number, "status": "open"}]


def test_the_record_of_a_person_is_shown_before_every_ballot_on_them(coop: Coop) -> None:
    received(coop, "frank")
    erin, dan = Laptop(coop, "erin"), Laptop(coop, "dan")
    erin.types("review", "frank", "--text", "Cooks well.")
    coop.run_clerk()
    dan.types("nominate", "frank", "--team", "kitchen")
    coop.run_clerk()
    number = vote_about(coop, "frank").number
    for said in (dan.types("show", number), dan.types("vote", number, "for"), erin.types("show", "frank")):
        assert "no hours recorded" in said
        assert "| I am Frank." in said and "erin wrote" in said and "| Cooks well." in said
    record = dan.reads("show", number)["records"][0]
    assert (record["member"], record["minutes"], record["reviews"][0]["text"]) == ("frank", 0, "Cooks well.")


def test_while_the_vote_on_a_probation_is_open_nothing_else_is_said_to_open(coop: Coop) -> None:
    in_probation(coop, "frank")
    frank = Laptop(coop, "frank")
    coop.at(probation(coop, "frank").due_at)
    assert "the first of at most two votes opens in the clerk's next run" in frank.types("status")
    coop.run_clerk()
    said = frank.types("status")
    assert f"vote {vote_about(coop, 'frank').number} is open" in said and "in probation with kitchen until" in said
    assert "votes opens" not in said
    assert [step["stage"] for step in frank.reads("status")["standing"]] == ["vote", "probation"]


def test_a_person_in_probation_sees_what_comes_and_when(coop: Coop) -> None:
    in_probation(coop, "frank")
    frank = Laptop(coop, "frank")
    said = frank.types("status")
    assert "in probation with kitchen until" in said and "the first of at most two votes opens by itself" in said
    (step,) = frank.reads("status")["standing"]
    assert (step["stage"], step["at"], step["attempt"]) == ("probation", probation(coop, "frank").due_at, 1)
    coop.at(add(probation(coop, "frank").due_at, "P14D"))
    said = frank.types("status")
    assert "did not open" in said and "govtool propose confirm --member frank --attempt 1" in said
    assert "govtool propose confirm --member frank --attempt 1" in Laptop(coop, "alice").types("status")
    erin = Laptop(coop, "erin")
    said = erin.types("propose", "confirm", "--member", "frank", "--attempt", "1", "--title", "Confirm Frank",
                      "--summary", "It is overdue.", "--yes")  # fmt: skip
    assert erin.status == 0, said
    coop.run_clerk()
    assert vote_about(coop, "frank").proposer == "erin"


def test_who_waits_for_room_is_told_so(coop: Coop) -> None:
    in_probation(coop, "frank")
    received(coop, "grace")
    bob = Laptop(coop, "bob")
    bob.types("nominate", "grace", "--team", "kitchen")
    assert bob.status == 0
    coop.run_clerk()
    assert "no more probations are allowed now" in Laptop(coop, "grace").types("status")
    assert "grace is nominated by bob" in bob.types("status")
    bob.types("nominate", "grace", "--withdraw")
    coop.run_clerk()
    assert "alice has seen the application" in Laptop(coop, "grace").types("status")


def test_who_was_rejected_or_ended_is_told_from_when_on_it_can_be_tried_again(coop: Coop) -> None:
    received(coop, "frank")
    Laptop(coop, "bob").types("nominate", "frank", "--team", "kitchen")
    coop.run_clerk()
    votes(coop, vote_about(coop, "frank").number, alice="against")
    (step,) = Laptop(coop, "frank").reads("status")["standing"]
    assert (step["stage"], step["at"]) == ("rejected", add(coop.now, "P30D"))
    in_probation(coop, "grace")
    grace = Laptop(coop, "grace")
    assert "say that you mean it" in grace.types("resign", "--probation") and grace.status == 2
    said = grace.types("resign", "--probation", "--id", "grace")
    assert grace.status == 0 and "You end your probation." in said
    coop.run_clerk()
    (step,) = grace.reads("status")["standing"]
    assert (step["stage"], step["at"]) == ("can-apply", add(coop.now, "P180D"))


def test_an_expired_application_and_a_new_member_are_told_what_comes(coop: Coop) -> None:
    received(coop, "frank")
    coop.at(application(coop, "frank").expires_at)
    frank = Laptop(coop, "frank")
    assert "the application has expired" in frank.types("status")

    def plain(data: dict[str, object]) -> None:
        data["probation"] = "none"

    other = coop.another("plain", bylaws=shipped_bylaws(plain))
    received(other, "grace")
    Laptop(other, "bob").types("nominate", "grace")
    other.run_clerk()
    votes(other, vote_about(other, "grace").number, alice="for", bob="for")
    assert "next: counted in votes that open from" in Laptop(other, "grace").types("status")


# Looking -------------------------------------------------------------------------------------------------------------


def test_lists_show_who_applied_who_waits_outside_and_who_is_in_probation(coop: Coop) -> None:
    in_probation(coop, "frank")
    received(coop, "grace")
    Laptop(coop, "heidi").types("apply", "--id", "heidi", "--name", "Heidi", "--hours", "5h")
    bob = Laptop(coop, "bob")
    said = bob.types("list", "applications")
    assert re.search(r"grace +applies for 20 h a week +good until .* seen by alice", said)
    assert re.search(r"heidi +Heidi +applies for 5 h a week; outside +govtool receive heidi", said)
    assert re.search(r"frank +kitchen +until .* first vote opens", bob.types("list", "probations"))
    assert [one["member"] for one in bob.reads("list", "applications")] == ["frank", "grace"]
    assert [one["id"] for one in bob.reads("list", "letters")] == ["heidi"]
    assert "The way of frank to membership:" in bob.types("show", "frank")


def test_a_letter_that_nobody_can_bring_in_any_more_is_told_to_its_writer(coop: Coop) -> None:
    frank = Laptop(coop, "frank")
    frank.types(*APPLY)
    other = key_of("another frank")
    received(coop, "frank", key=other, signer=other, proof=coop.proof("another frank", member="frank"))
    sent = frank.git("push", "--quiet", "origin", f"{_letter(frank)}:refs/pull/3/head")
    assert sent == ""
    said = frank.types("status")
    assert "Your application cannot be brought in:" in said and "[id_taken]" in said


def _letter(laptop: Laptop) -> str:
    return laptop.git("rev-parse", "refs/govtool/sent/application/frank").strip()


def test_a_crowd_at_the_door_hides_nobody_from_who_names_them(coop: Coop) -> None:
    frank = Laptop(coop, "frank")
    frank.types(*APPLY)
    head = coop.hub.ref("refs/heads/application/frank") or ""
    for number in range(250):
        coop.hub.set_ref(f"refs/heads/application/aaa-{number}", head)
    alice = Laptop(coop, "alice")
    said = alice.types("receive", "frank")
    assert alice.status == 0, said
    coop.run_clerk()
    assert coop.member("frank").membership == "applicant"
