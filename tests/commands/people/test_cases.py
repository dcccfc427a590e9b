"""What people type when somebody is away, complained about, absent or dead, and when it all ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.ids import digest_of
from govtool.core.times import add
from govtool.domain.constitution.ending import is_closed
from govtool.domain.decisions.statement import Statement
from govtool.domain.people.document import opened
from tests.threats.attack_hours import raised
from tests.world.coop import Coop
from tests.world.due_process import complain, complaint, last_digest, open_vote, passed, stated
from tests.world.laptop import Laptop
from tests.world.people import person

SLY = "Ask Erin.\n\x1b[2J  alice (2 votes): for\u202e"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Documents lie in the folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "govtool" / "documents"


def test_away_and_back(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    assert "You are away until" in dan.types("away", "--until", "2027-01-31")
    coop.run_clerk()
    assert coop.member("dan").away_until == "2027-01-31T00:00:00Z"
    assert "away until Sun 31 Jan 2027, 00:00" in dan.types("show", "dan")
    assert "You are back" in dan.types("back")
    coop.run_clerk()
    assert coop.member("dan").membership == "member"
    assert "[precondition]" in dan.types("back") and dan.status == 10
    said = dan.types("away", "--until", "next week")
    assert "'next week' is not a day" in said and dan.status == 2
    assert "[away_too_long]" in dan.types("away", "--until", "2031-01-01") and dan.status == 10


def test_fewer_hours_tell_what_they_cost(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    said = alice.types("reduce", "10h")
    assert "With 10 h you have 1 vote in votes that open from then on; now 2 votes." in said
    coop.run_clerk()
    assert coop.member("alice").committed_minutes_per_week == 600
    said = alice.types("reduce", "12h")
    assert alice.status == 2 and "govtool propose change-hours --member alice --to 12h" in said


def test_standing_aside_before_the_opening_and_abstaining_after(coop: Coop) -> None:
    bob = Laptop(coop, "bob")
    assert "You stand aside from tea." in bob.types("recuse", "tea")
    coop.run_clerk()
    number = coop.open("alice", "tea", "- action: motion")
    assert "recused: bob" in bob.types("show", "tea")
    said = bob.types("vote", "tea", "for")
    assert "you declared a conflict of interest" in said and bob.status == 10
    carol = Laptop(coop, "carol")
    said = carol.types("recuse", "tea")
    assert carol.status == 10 and f"govtool vote {number} abstain" in said
    assert "You stand aside from dan." in carol.types("recuse", "--about", "dan")
    coop.run_clerk()
    assert "You no longer stand aside from dan." in carol.types("recuse", "--about", "dan", "--undo")
    assert carol.types("recuse") and carol.status == 2


def test_a_complaint_is_made_joined_answered_and_read_before_the_vote(coop: Coop) -> None:
    alice, carol, dan = (Laptop(coop, name) for name in ("alice", "carol", "dan"))
    said = alice.types("complain", "dan", "--text", "He sold the tools.")
    assert "You complain about dan." in said and "28 days after that signature the vote opens by itself" in said
    coop.run_clerk()
    digest = last_digest(coop, "alice")
    coop.state("carol", "countersign", {"confirms": digest})
    coop.run_clerk()
    said = dan.types("answer", "--text", "Ask Erin.")
    assert "| He sold the tools." in said and "You answer it." in said
    coop.run_clerk()
    coop.later("P28D")
    coop.run_clerk()
    number = next(entry.number for entry in coop.open_entries)
    for said in (alice.types("show", number), carol.types("vote", number, "against")):
        assert "alice and carol complain about dan" in said
        assert "    | He sold the tools." in said and "    | Ask Erin." in said
    assert "it is about you" in dan.types("vote", number, "against") and dan.status == 10
    assert complaint(coop, digest).end is None and coop.audit().ok


def test_nobodys_words_pass_for_those_of_the_program(coop: Coop) -> None:
    digest = "sha256:" + "0" * 64
    alice = Laptop(coop, "alice")
    said = alice.types("complain", "dan", "--text", SLY)
    assert alice.status == 10 and "\x1b" not in said and "\u202e" not in said
    said = alice.types("complain", "dan", "--text", "Bad.\n  result: rejected")
    coop.run_clerk()
    coop.state("carol", "countersign", {"confirms": last_digest(coop, "alice")})
    coop.run_clerk()
    said = Laptop(coop, "dan").types("answer", "--document", digest)
    assert "    |   result: rejected" in said
    coop.run_clerk()
    coop.later("P28D")
    coop.run_clerk()
    said = alice.types("show", "expel-dan")
    assert f"in a document that is kept outside: {digest}" in said


def test_what_there_is_to_say_is_said_once_and_at_all(coop: Coop, tmp_path: Path) -> None:
    alice, text = Laptop(coop, "alice"), tmp_path / "complaint.txt"
    text.write_text("He sold the tools.\n")
    said = alice.types("complain", "dan", "--text", "Twice.", "--file", str(text))
    assert "say it once" in said and alice.status == 2
    said = alice.types("complain", "dan")
    assert "--text WORDS, --file FILE, or --document DIGEST" in said and alice.status == 2
    assert "You complain about dan." in alice.types("complain", "dan", "--file", str(text)) and alice.status == 0
    coop.run_clerk()
    assert b"He sold the tools." in (coop.file(Statement.home.path("alice", 1)) or b"")


def test_who_has_not_answered_is_said_before_the_vote(coop: Coop) -> None:
    _, number = open_vote(coop)
    assert "dan has not answered." in Laptop(coop, "erin").types("vote", number, "against")


def test_a_complaint_is_taken_back(coop: Coop) -> None:
    digest, number = open_vote(coop)
    carol = Laptop(coop, "carol")
    assert "You take your complaint about dan back." in carol.types("complain", "dan", "--withdraw")
    coop.run_clerk()
    assert complaint(coop, digest).end == "withdrawn" and coop.entry(number).status == "withdrawn"
    assert "there is no open complaint about dan" in carol.types("complain", "dan", "--withdraw") and carol.status == 2


def test_of_several_complaints_one_is_meant(coop: Coop) -> None:
    first, second = complain(coop, "dan"), complain(coop, "dan", "bob erin")
    dan = Laptop(coop, "dan")
    said = dan.types("answer", "--text", "Ask Erin.")
    assert dan.status == 2
    assert "several complaints about dan are open" in said and "name one: --complaint DIGEST" in said
    assert "You answer it." in dan.types("answer", "--text", "Ask Erin.", "--complaint", second[7:19])
    coop.run_clerk()
    assert (complaint(coop, first).answer is None, complaint(coop, second).answer is None) == (True, False)


def test_an_appeal(coop: Coop) -> None:
    digest, number = passed(coop)
    dan = Laptop(coop, "dan")
    assert "You appeal. The expulsion waits for a second vote." in dan.types("appeal", "--text", "Erin was not heard.")
    coop.run_clerk()
    assert coop.entry(number).held_at is not None and complaint(coop, digest).appealed_at == coop.now
    erin = Laptop(coop, "erin")
    assert "held back by an appeal since" in erin.types("show", number)
    said = erin.types("show", "appeal-dan")
    assert "dan appeals" in said and "| Erin was not heard." in said
    assert dan.types("appeal") and dan.status == 2


def test_reports_and_names_of_the_absent(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    assert "You report it of dan." in alice.types("incapacity", "dan", "--death", "--text", "On Monday.")
    coop.run_clerk()
    coop.state("carol", "countersign", {"confirms": last_digest(coop, "alice")})
    coop.run_clerk()
    said = alice.types("show", "incapacity-dan")
    assert "alice and carol report it (death)" in said and "self-approved" not in said and "| On Monday." in said
    said = alice.types("dormant", "bob", "erin")
    assert "In 28 days the vote opens by itself, of all members but bob and erin." in said
    coop.run_clerk()
    coop.later("P28D")
    coop.run_clerk()
    number = next(entry.number for entry in coop.open_entries if entry.slug.startswith("dormant"))
    bob = Laptop(coop, "bob")
    assert "it is about you among others" in bob.types("vote", number, "against") and bob.status == 10
    assert "You are back" in bob.types("back")


def test_what_one_did_alone_is_told_as_such_wherever_it_is_read(coop: Coop) -> None:
    coop = coop.another(people=[person("alice"), person("bob")])
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    alice.types("complain", "bob", "--text", "He sold the tools.")
    coop.run_clerk()
    assert "About you: alice complains about you; answer in time" in bob.types("status")
    said = bob.types("answer", "--text", "I did not.")
    assert "alice complains about bob, " in said and "self-approved: nobody else could be the second person" in said
    coop.run_clerk()
    alice.types("incapacity", "bob")
    coop.run_clerk()
    said = alice.types("show", "incapacity-bob")
    assert "alice reports it (incapacity)" in said and "self-approved: nobody else could be the second person" in said
    coop.later("P28D")
    coop.run_clerk()
    assert "alice complains about bob. Read complaint and answer first." in alice.types("show", "expel-bob")


def test_a_creditor_agrees_that_the_books_are_closed(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    said = dan.types("close", "accept")
    assert dan.status == 10 and "the organisation does not wind up [precondition]" in said
    coop.pass_("alice", "end", "- {action: wind-up, begin: true}")
    said = dan.types("close", "accept")
    assert dan.status == 10 and "dan is owed nothing [precondition]" in said


def test_the_books_are_closed_by_name(coop: Coop) -> None:
    alice = Laptop(coop, "alice")
    assert "is not its name" in alice.types("close", "books", "--name", "Other") and alice.status == 2
    assert "[not_ready]" in alice.types("close", "books", "--name", "Test Co-operative") and alice.status == 10
    coop.pass_("alice", "end", "- {action: wind-up, begin: true}")
    coop.later("P28D")
    assert "You close the books" in alice.types("close", "books", "--name", "Test Co-operative")
    coop.run_clerk()
    assert "Waits for your signature: close-books by alice\n" in Laptop(coop, "bob").types("status")
    coop.state("bob", "countersign", {"confirms": last_digest(coop, "alice")})
    coop.run_clerk()
    assert "[ended]" in alice.types("back") and alice.status == 10
    said = alice.types("propose", "motion", "--title", "Tea", "--summary", "Tea", "--yes")
    assert "[ended]" in said and alice.status == 10
    assert alice.types("audit") and alice.status == 0


@pytest.fixture
def ending(coop: Coop) -> tuple[Coop, str]:
    """It winds up; Carol recorded two hours in the time for claims, Dan disputes them, and that time is over."""
    name = _swept(coop)
    _disputes(coop, name)
    coop.later("P28D")
    return coop, name


def _swept(coop: Coop) -> str:
    """An hour is paid 10.00, it winds up, and Carol records two hours; gives their name."""
    raised(coop, 0, 1000, "2026-11-15")
    coop.pass_("alice", "end", "- {action: wind-up, begin: true}")
    carol = Laptop(coop, "carol")
    carol.types("hours", "log", "--hours", "2h", "--task", "Sweeping")
    assert carol.status == 0
    coop.run_clerk()
    return f"carol/{coop.now[:7]}/1"


def _disputes(coop: Coop, name: str) -> None:
    dan = Laptop(coop, "dan")
    dan.types("hours", "dispute", name, "--reason", "The hall was locked")
    assert dan.status == 0
    coop.run_clerk()


CLOSE = ("close", "books", "--name", "Test Co-operative")


def test_two_others_close_the_books_without_disputed_hours(ending: tuple[Coop, str]) -> None:
    coop, name = ending
    alice, bob = Laptop(coop, "alice"), Laptop(coop, "bob")
    said = alice.types(*CLOSE)
    assert alice.status == 10 and "[not_ready]" in said and f"or close the books with --without {name}" in said
    said = alice.types(*CLOSE, "--without", name)
    assert alice.status == 0 and f"{name} is left out: 20.00 USD of carol, disputed by dan\n" in said
    assert "You close the books of Test Co-operative." in said and "signed and delivered" in said
    coop.run_clerk()
    digest = last_digest(coop, "alice").removeprefix("sha256:")
    asked = f"close-books by alice: without {name} (20.00 USD of carol, disputed by dan)\n"
    assert f"it must be signed by itself: {asked}" in bob.types("sign", "--yes")
    assert asked in bob.types("sign", digest[:12], "--yes") and bob.status == 0
    coop.run_clerk()
    assert is_closed(coop.registry) and coop.audit().ok
    assert "[ended]" in bob.types(*CLOSE) and bob.status == 10


def test_close_books_without_in_json_names_the_sheet_by_its_digest(ending: tuple[Coop, str]) -> None:
    coop, name = ending
    told = Laptop(coop, "alice").reads(*CLOSE, "--without", name)
    assert told["state"] == "delivered"
    coop.run_clerk()
    statement = Statement.of(coop.registry, "alice", told["number"])
    assert statement is not None
    (named,) = statement.body["without"]
    member, month, number = name.split("/")
    assert (named["member"], named["month"], named["number"]) == (member, month, int(number))
    assert named["digest"].startswith("sha256:")


@pytest.mark.parametrize("party", ["carol", "dan"])
def test_nobody_closes_the_books_without_hours_of_their_own_case(ending: tuple[Coop, str], party: str) -> None:
    coop, name = ending
    laptop = Laptop(coop, party)
    said = laptop.types(*CLOSE, "--without", name)
    assert laptop.status == 10 and "[not_allowed]" in said and "settle their own case" in said


@pytest.mark.parametrize(
    ("without", "status", "what"),
    [
        ("carol/2026-01/7", 2, "there are no hours carol/2026-01/7"),
        ("carol", 2, "'carol' names no hours"),
    ],
)
def test_hours_that_are_not_there_are_not_left_out(
    ending: tuple[Coop, str], without: str, status: int, what: str
) -> None:
    coop, _ = ending
    alice = Laptop(coop, "alice")
    said = alice.types(*CLOSE, "--without", without)
    assert alice.status == status and what in said


def test_hours_are_left_out_once_the_days_to_settle_their_dispute_are_over(coop: Coop) -> None:
    name, alice = _swept(coop), Laptop(coop, "alice")
    coop.later("P28D")
    assert f"nobody disputes hours {name}" in alice.types(*CLOSE, "--without", name) and alice.status == 10
    _disputes(coop, name)
    coop.later("P6DT23H59M")
    said = alice.types(*CLOSE, "--without", name)
    assert alice.status == 10 and "can be settled until" in said
    coop.later("PT1M")
    assert "You close the books" in alice.types(*CLOSE, "--without", name) and alice.status == 0


def test_status_tells_who_is_reported_whose_duties_rest_and_that_an_appeal_is_on_its_way(coop: Coop) -> None:
    dan = Laptop(coop, "dan")
    assert stated(coop, "alice", "report-incapacity", {"about": "dan", "reason": "death"}) == set()
    assert stated(coop, "bob", "countersign", {"confirms": last_digest(coop, "alice")}) == set()
    assert "About you: others report your death or incapacity\n  → govtool back" in dan.types("status")
    assert stated(coop, "dan", "back", {}) == set()
    digest = complain(coop, "dan")
    coop.pass_("alice", "rest", f"- {{action: suspend, member: dan, complaint: '{digest}', lasts: P20D}}")
    until = coop.member("dan").suspended_until
    assert until is not None and "About you: a vote suspended you from duties; you keep pay and votes (" in dan.types(
        "status"
    )
    assert ("about-me", until) in [(item["kind"], item["at"]) for item in dan.reads("calendar")["items"]]


# Documents -----------------------------------------------------------------------------------------------------------


def test_a_document_is_kept_outside_and_cited_by_its_digest(coop: Coop, tmp_path: Path, data_folder: Path) -> None:
    alice, text = Laptop(coop, "alice"), tmp_path / "complaint.txt"
    text.write_text("He sold the tools.\n")
    one, two = (alice.reads("documents", "add", str(text)) for _ in range(2))
    assert one["digest"] != two["digest"], "nobody finds it out by guessing"
    kept = Path(one["path"])
    assert kept.parent == data_folder and kept.stat().st_mode & 0o77 == 0
    file = kept.read_bytes()
    found = opened(file)
    assert digest_of(file) == one["digest"] and found is not None and found.content == text.read_bytes()
    alice.types("complain", "dan", "--document", one["digest"])
    coop.run_clerk()
    alice.types("status")
    said = alice.types("documents", "check", "--all")
    assert f"{one['digest']}: good, cited by alice 1" in said
    assert f"{two['digest']}: good, cited by no statement" in said and alice.status == 0
    assert b"sold the tools" not in b"".join(
        coop.hub.blob(entry.oid) for _, entry in coop.hub.files(coop.hub.loose_commit(coop.head).tree)
    )


def test_one_that_is_not_here_is_no_failure_and_a_broken_one_is(coop: Coop, tmp_path: Path) -> None:
    alice, text = Laptop(coop, "alice"), tmp_path / "complaint.txt"
    text.write_text("x")
    kept = Path(alice.reads("documents", "add", str(text))["path"])
    alice.types("complain", "dan", "--document", str(kept))
    coop.run_clerk()
    alice.types("status")
    assert "good, cited by alice 1" in alice.types("documents", "check", str(kept)) and alice.status == 0
    file = kept.read_bytes()
    kept.write_bytes(file[:-1] + b"y")
    assert "broken" in alice.types("documents", "check", "--all") and alice.status == 10
    kept.unlink()
    assert "not here, cited by alice 1" in alice.types("documents", "check", "--all") and alice.status == 0
    assert "broken" in alice.types("documents", "check", str(text)) and alice.status == 10
    assert alice.types("documents", "check") and alice.status == 2
    assert "is no salted document" in alice.types("complain", "erin", "--document", str(text)) and alice.status == 2


def test_what_is_kept_outside_is_told_to_people_and_to_programs(coop: Coop, tmp_path: Path) -> None:
    alice, text = Laptop(coop, "alice"), tmp_path / "complaint.txt"
    assert "No statement cites a document, and none is here." in alice.types("documents", "check", "--all")
    text.write_text("x")
    said = alice.types("documents", "add", str(text))
    digest = said.partition("\n")[0]
    assert f"cite it: govtool complain PERSON --document {digest}" in said
    (found,) = alice.reads("documents", "check", "--all")["documents"]
    assert found == {"digest": digest, "condition": "good", "cited_by": []}
    assert "You complain about dan." in alice.types("complain", "dan", "--document", digest[7:19])
    said = alice.types("complain", "erin", "--document", "nothing")
    assert alice.status == 2 and "make one: govtool documents add FILE" in said


@pytest.mark.parametrize("kind", ["complaints", "recusals", "dormancies", "incapacities", "winding-ups"])
def test_every_kind_of_these_records_is_listed(coop: Coop, kind: str) -> None:
    open_vote(coop)
    coop.state("erin", "recuse", {"about": "dan", "holds": True})
    coop.run_clerk()
    erin = Laptop(coop, "erin")
    listed = erin.reads("list", kind)
    assert erin.status == 0 and len(listed) == {"complaints": 1, "recusals": 1}.get(kind, 0)


def test_status_tells_who_it_is_about_before_it_is_too_late(coop: Coop) -> None:
    dan, carol = Laptop(coop, "dan"), Laptop(coop, "carol")
    Laptop(coop, "alice").types("complain", "dan", "--text", "He sold the tools.")
    coop.run_clerk()
    assert "Waits for your signature: complain by alice: about dan, particulars He sold the tools." in carol.types(
        "status"
    )
    assert "About you" not in dan.types("status"), "one complaint alone is none"
    said = carol.types("sign", "--yes")
    digest = last_digest(coop, "alice").removeprefix("sha256:")
    left_out = "Not signed, because it must be signed by itself: complain by alice"
    assert left_out in said, "nobody complains among other things"
    assert f"govtool sign {digest[:12]} --yes" in said
    assert "signed and delivered" in carol.types("sign", digest[:12], "--yes")
    coop.run_clerk()
    said = dan.types("status")
    assert "About you: alice and carol complain about you; answer in time (Sun 15 Nov, 10:00 (in 14 days))" in said
    assert "govtool answer --file FILE" in said and "About you" not in carol.types("status")
    coop.later("P28D")
    coop.run_clerk()
    number = coop.open_entries[0].number
    assert "complain about you; the others vote on it (Sun 13 Dec, 10:00 (in 14 days))" in dan.types("status")
    for voter in ("alice", "bob", "carol"):
        coop.vote(voter, number)
    coop.now = coop.entry(number).closes_at
    coop.run_clerk()
    assert "About you: your expulsion has passed; appeal before it takes effect (" in dan.types("status")
    assert dan.reads("status")["about_me"][0]["how"] == "govtool appeal --text WHY"
    dan.types("appeal", "--text", "Erin was not heard.")
    coop.run_clerk()
    assert "About you: you appealed; the others vote again" in dan.types("status")


def test_status_tells_who_is_named_reported_away_too_long_and_that_it_ends(coop: Coop) -> None:
    coop.state("carol", "name-dormant", {"members": ["bob"]})
    coop.state("dan", "away", {"until": add(coop.now, "P5D")})
    coop.run_clerk()
    coop.later("P6D")
    assert "About you: carol lists you as absent" in Laptop(coop, "bob").types("status")
    assert "About you: you are away for longer than you said" in Laptop(coop, "dan").types("status")
    coop.pass_("alice", "end", "- {action: wind-up, begin: true}", voters="alice bob carol erin")
    assert "About you: the co-operative winds up" in Laptop(coop, "erin").types("status")
