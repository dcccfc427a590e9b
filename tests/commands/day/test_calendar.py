"""`govtool calendar`: what is to come; the file is read by another's parser, and no title can write into it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from govtool.cli.day.calendar_file import calendar_file
from govtool.core.times import add
from govtool.roles.day.agenda import Agenda, Item
from tests.world.coop import Coop
from tests.world.due_process import complain, complaint, passed, stated
from tests.world.laptop import Laptop
from tests.world.newcomer import ALL, in_probation, vote_due, votes, with_kitchen
from tests.world.people import blob_of, key_of, shipped_bylaws, without_probation
from tests.world.words import MOTION, TEA


def titled(coop: Coop, proposer: str, slug: str, title: str) -> str:
    text = coop.proposal_text(proposer, slug, MOTION).replace(f"title: About {slug}", f'title: "{title}"')
    return coop.open(proposer, slug, "", text=text)


def kinds(laptop: Laptop, *arguments: str) -> list[tuple[str, str]]:
    return [(item["kind"], item["at"]) for item in laptop.reads("calendar", *arguments)["items"]]


def ics(laptop: Laptop, *arguments: str) -> bytes:
    laptop.types("calendar", "--ics", "out.ics", *arguments)
    assert laptop.status == 0
    return (laptop.folder / "out.ics").read_bytes()


def events(data: bytes) -> dict[str, dict[str, object]]:
    calendar = Calendar.from_ical(data)
    assert [event.errors for event in calendar.walk() if event.errors] == []
    return {str(event["UID"]): dict(event) for event in calendar.walk("VEVENT")}


# On the screen and for programs -------------------------------------------------------------------------------------


def test_an_open_vote_says_when_it_closes_and_that_my_vote_is_missing(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    said = carol.types("calendar")
    assert carol.status == 0
    assert "vote closes: 0001 About kettle" in said and "(in 7 days)" in said
    assert "it may close sooner, once its result cannot change, from" in said
    assert "your vote is missing → govtool vote 0001" in said
    carol.types("vote", "1", "for", "--yes")
    assert "your vote is missing" not in carol.types("calendar")


def test_without_anything_to_come_it_says_so(coop: Coop) -> None:
    assert "No coming dates." in Laptop(coop, "carol").types("calendar")


def test_for_programs_times_are_utc_and_by_time(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.later("P1D")
    coop.open("bob", "teapot", MOTION)
    data = Laptop(coop, "carol").reads("calendar")
    assert data["format"] == 1 and data["as_of"] == coop.now
    first, second = data["items"]
    assert (first["proposal"], second["proposal"]) == ("0001", "0002")
    assert first["at"] == coop.entry("0001").closes_at and first["earliest_at"] == coop.entry("0001").earliest_at
    assert first["kind"] == "closes" and first["mine"] and first["vote_missing"] and not first["overdue"]
    assert [item["proposal"] for item in Laptop(coop, "carol").reads("calendar", "--days", "6")["items"]] == ["0001"]


def test_a_vote_whose_time_is_over_stays_until_the_clerk_has_come(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.later("P8D")
    carol = Laptop(coop, "carol")
    assert carol.reads("calendar")["items"][0]["overdue"]
    assert "it comes with the clerk's next run" in carol.types("calendar")
    coop.run_clerk()
    assert ("closes", coop.entry("0001").closes_at) not in kinds(carol)


def test_what_was_rejected_may_be_asked_again_after_the_wait(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.later("P7D")
    coop.run_clerk()
    assert coop.entry("0001").status == "rejected"
    again = add(coop.now, "P30D")
    alice, carol = Laptop(coop, "alice"), Laptop(coop, "carol")
    assert kinds(carol) == [("asked-again", again)]
    assert alice.reads("calendar")["items"][0]["mine"] and not carol.reads("calendar")["items"][0]["mine"]
    coop.later("P30D")
    assert kinds(carol) == []


def test_what_was_outvoted_may_be_asked_again_after_the_wait_from_its_failure_on(coop: Coop) -> None:
    """The wage takes effect after its delay; until then the name that lost waits to fail, and has no day of effect."""
    wage = "- {action: set-wage, class: wage, from_minor: 0, to_minor: 1500, starts_on: '2026-12-30'}"
    coop.open("alice", "wage", wage, extra="answers: money\n")
    coop.open("bob", "kettle", MOTION, extra="answers: money\n")
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, "0001")
        coop.vote(voter, "0002", "against" if voter == "dan" else "for")
    coop.at(coop.entry("0001").closes_at)
    coop.run_clerk()
    decided, bob = coop.entry("0002").decided, Laptop(coop, "bob")
    assert decided is not None and decided.lost == "outvoted" and decided.due_at is not None
    assert kinds(bob) == [("enacts", decided.due_at)]
    assert "does not take effect: 0001 has more votes for it" in bob.types("show", "kettle")
    assert "passed, does not take effect: 0001 has more votes for it" in bob.types("status")
    coop.at(decided.due_at)
    coop.run_clerk()
    assert kinds(bob) == [("asked-again", add(decided.due_at, "P30D"))]


def delayed(data: dict[str, Any]) -> None:
    """A change of the bylaws: no admission takes effect at once, and whoever is admitted is a member."""
    without_probation(data)
    data["rules"]["admit"]["delay"] = "P2D"


def test_an_effect_that_is_delayed_has_its_day(coop: Coop) -> None:
    coop = coop.another(bylaws=shipped_bylaws(delayed))
    number = coop.open("alice", "in-frank", coop.admission("frank"))
    for voter in ("alice", "bob", "carol", "dan", "erin"):
        coop.vote(voter, number, "for")
    coop.at(coop.entry(number).closes_at)
    coop.run_clerk()
    carol = Laptop(coop, "carol")
    assert kinds(carol) == [("enacts", add(coop.now, "P2D"))]
    assert "takes effect: 0001 About in-frank (passed)" in carol.types("calendar")
    coop.later("P3D")
    assert carol.reads("calendar")["items"][0]["overdue"]
    coop.run_clerk()
    assert kinds(carol) == []


def test_whoever_was_admitted_sees_from_when_on_they_count(coop: Coop) -> None:
    coop = coop.another(bylaws=shipped_bylaws(without_probation))
    coop.pass_("alice", "in-frank", coop.admission("frank"))
    member = coop.member("frank")
    assert member.counts_at is not None and member.counts_at > coop.now
    frank, carol = Laptop(coop, "frank"), Laptop(coop, "carol")
    assert ("counts", member.counts_at) in kinds(frank)
    assert "your vote counts in what opens from now on" in frank.types("calendar")
    assert "counts" not in [kind for kind, _ in kinds(carol)]


def test_a_rotation_says_when_the_new_key_signs_and_the_old_one_retires(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2, retire=blob_of("alice")))
    coop.run_clerk()
    alice = Laptop(coop, "alice")
    at = add(coop.now, "P3D")
    assert kinds(alice) == [("key-active", at), ("key-retires", at)]
    assert key_of("alice", 2).public_key.fingerprint in alice.types("calendar")
    assert kinds(Laptop(coop, "bob")) == []
    coop.state("alice", "revoke-key", {"key": blob_of("alice", 2)})
    coop.run_clerk()
    assert kinds(alice) == []


def test_a_statement_on_its_way_and_a_draft_have_their_last_days(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    alice.types("key", "rotate", "--no-passphrase")
    coop.propose("alice", "later", MOTION, open_before=add(coop.now, "P20D"))
    found = dict(kinds(alice))
    assert found["open-before"] == add(coop.now, "P20D") and "expires" in found
    assert "your statement expires: rotate-key" in alice.types("calendar")
    assert {kind for kind, _ in kinds(Laptop(coop, "bob"))} == set()
    coop.run_clerk()
    assert "expires" not in dict(kinds(alice)) and "open-before" not in dict(kinds(alice))


def test_a_probation_says_when_its_vote_opens_and_when_it_ends(coop: Coop) -> None:
    coop = with_kitchen(coop)
    found = in_probation(coop, "frank")
    frank, carol, guest = Laptop(coop, "frank"), Laptop(coop, "carol"), Laptop(coop, "nobody", with_key=False)
    both = [("probation-vote", found.due_at), ("probation-ends", found.ends_at)]
    assert kinds(frank) == kinds(carol) == kinds(guest) == both
    said = frank.types("calendar")
    assert "the vote at the end of your probation opens by itself" in said
    assert "your probation ends; pay and status stay until a vote decides" in said
    assert "Frank (frank)'s probation ends" in carol.types("calendar")
    assert [item["mine"] for item in carol.reads("calendar")["items"]] == [False, False]
    vote_due(coop, "frank")
    assert [kind for kind, _ in kinds(carol)] == ["closes", "probation-ends"]
    votes(coop, coop.open_entries[0].number, **dict.fromkeys(ALL.split(), "for"))
    assert kinds(carol) == [] and [kind for kind, _ in kinds(frank)] == ["counts"]


def test_a_policy_with_a_last_day_says_when_it_has_ended(coop: Coop) -> None:
    tea = TEA.replace("from_version", 'until: "2026-12-01", from_version')
    coop.pass_("alice", "tea", tea, files={"tea.md": b"Tea.\n"})
    dan = Laptop(coop, "dan")
    assert ("policy-ends", "2026-12-02T00:00:00Z") in kinds(dan)
    assert "a policy has ended: Tea (tea)" in dan.types("calendar")
    assert any(event["DESCRIPTION"] == "Now: govtool show policy tea" for event in events(ics(dan)).values())
    coop.now = "2026-12-02T00:00:00Z"
    assert kinds(dan) == []


def test_who_is_moved_into_a_team_sees_from_when_on_they_count_in_it(coop: Coop) -> None:
    coop = with_kitchen(coop, "alice bob carol")
    coop.pass_("alice", "move", "- {action: change-team, team: kitchen, add: [dan]}")
    dan = Laptop(coop, "dan")
    assert kinds(dan) == [("counts", add(coop.now, "P14D"))]
    assert "your vote counts in what opens from now on (Kitchen)" in dan.types("calendar")
    assert kinds(Laptop(coop, "erin")) == []


def test_who_is_complained_about_sees_the_last_days_to_answer_and_to_appeal(coop: Coop) -> None:
    digest = complain(coop, "dan")
    dan, erin = Laptop(coop, "dan"), Laptop(coop, "erin")
    found = complaint(coop, digest)
    assert kinds(dan) == [("about-me", found.answer_by)] and kinds(erin) == []
    said = dan.types("calendar")
    assert "about you: alice and carol complain about you; answer in time" in said
    assert "→ govtool answer --file FILE" in said
    (event,) = events(ics(dan)).values()
    assert str(event["DESCRIPTION"]) == "What to do: govtool answer --file FILE"
    assert stated(coop, "dan", "answer", {"complaint": digest, "words": {"text": "Ask Erin."}}) == set()
    assert kinds(dan) == [("about-me", found.opens_at)], "the vote on it opens"
    coop.at(found.opens_at)
    coop.run_clerk()
    assert [kind for kind, _ in kinds(dan)] == [kind for kind, _ in kinds(erin)] == ["closes"]


def test_an_appeal_has_its_last_day_until_it_is_made(coop: Coop) -> None:
    digest, number = passed(coop)
    decided = coop.entry(number).decided
    assert decided is not None and decided.due_at is not None
    dan, erin = Laptop(coop, "dan"), Laptop(coop, "erin")
    assert kinds(dan) == [("about-me", decided.due_at), ("enacts", decided.due_at)]
    assert kinds(erin) == [("enacts", decided.due_at)]
    assert "your expulsion has passed; appeal before it takes effect" in dan.types("calendar")
    assert stated(coop, "dan", "appeal", {"complaint": digest, "words": {"text": "Erin was not heard."}}) == set()
    assert "about-me" not in [kind for kind, _ in kinds(dan)]


def test_a_guest_sees_what_concerns_all(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    guest = Laptop(coop, "nobody", with_key=False)
    data = guest.reads("calendar")
    assert [item["kind"] for item in data["items"]] == ["closes"] and not data["items"][0]["mine"]


def test_offline_it_tells_what_was_fetched_last(coop: Coop) -> None:
    carol = Laptop(coop, "carol")
    coop.open("alice", "kettle", MOTION)
    assert kinds(carol, "--offline") == []
    assert len(kinds(carol)) == 1


# The file -----------------------------------------------------------------------------------------------------------


def test_another_parser_reads_the_file(coop: Coop) -> None:
    titled(coop, "alice", "kettle", "A kettle; one, for the \\\\ kitchen")
    (uid, event), *rest = events(ics(Laptop(coop, "carol"))).items()
    assert rest == [] and uid.startswith("closes-0001@") and uid.endswith(".govtool")
    assert coop.genesis.removeprefix("sha256:")[:32] in uid
    closes = datetime.strptime(coop.entry("0001").closes_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert event["DTSTART"].dt == closes  # type: ignore[attr-defined]
    assert str(event["SUMMARY"]) == "Vote closes: 0001 A kettle; one, for the \\ kitchen"
    assert "Vote: govtool vote 0001" in str(event["DESCRIPTION"])
    assert event["STATUS"] == "CONFIRMED"


def test_the_same_state_gives_the_same_bytes_at_another_time_and_for_another_clone(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    before = ics(carol)
    coop.later("P2D")
    assert ics(carol) == before == ics(Laptop(coop, "carol"))
    assert carol.types("calendar", "--ics", "-", "--offline").encode().endswith(b"END:VCALENDAR\r\n")
    assert len(ics(carol, "--days", "1")) < len(before)


def test_an_entry_keeps_its_name_when_it_moves_and_its_number_grows(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    carol = Laptop(coop, "carol")
    ((uid, before),) = events(ics(carol)).items()
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, "0001", "for")
    coop.later("P2D")
    coop.run_clerk()
    assert not coop.entry("0001").is_open
    after = events(ics(carol))[uid]
    assert after["STATUS"] == "CANCELLED" and "It was decided sooner: passed" in str(after["DESCRIPTION"])
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))
    assert "closes" not in [kind for kind, _ in kinds(carol)]


def test_a_folder_is_no_file(coop: Coop) -> None:
    carol = Laptop(coop, "carol")
    assert "is a folder" in carol.types("calendar", "--ics", ".") and carol.status == 1


def made_of(*abouts: str) -> bytes:
    items = tuple(
        Item(f"2026-11-2{number}T10:00:00Z", "closes", f"closes-{number:04d}", about, True, f"{number:04d}")
        for number, about in enumerate(abouts, start=1)
    )
    agenda = Agenda("sha256:" + "a1" * 32, abouts[0], "2026-11-20T10:00:00Z", 7, items)
    return calendar_file(agenda, items).encode()


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_title_can_end_a_line_or_begin_a_property(abouts: list[str]) -> None:
    data = made_of(*(about.encode("utf-8", "ignore").decode() for about in abouts))
    lines = data.decode().split("\r\n")
    assert lines.pop() == "" and all(len(line.encode()) <= 75 for line in lines)
    unfolded = data.decode().replace("\r\n ", "").split("\r\n")
    assert not any(char < " " or char in "\x7f\x85\u2028\u2029" for line in unfolded for char in line)
    names = [line.split(":")[0] for line in unfolded if line]
    plain = made_of(*("x" for _ in abouts)).decode().replace("\r\n ", "").split("\r\n")
    assert names == [line.split(":")[0] for line in plain if line]
    assert len(list(Calendar.from_ical(data).walk("VEVENT"))) == len(abouts)


@pytest.mark.parametrize(
    "attack", ["x\r\nATTACH:http://example.org/", "x\nEND:VEVENT", "x\\nEND:VCALENDAR", "x\u2028y"]
)
def test_a_title_that_tries_stays_a_title(attack: str) -> None:
    data = made_of(attack)
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert (
        "ATTACH" not in event and data.count(b"\r\nEND:VEVENT\r\n") == 1 and data.count(b"\r\nEND:VCALENDAR\r\n") == 1
    )


def test_a_long_title_is_folded_between_characters() -> None:
    data = made_of("ä€😀" * 40)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert [part.decode() for part in data.split(b"\r\n")]
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Vote closes: 0001 " + "ä€😀" * 40
