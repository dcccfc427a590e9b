"""Questions, concerns and objections: who may write, answer and lift them, how many, and what the decision says."""

from __future__ import annotations

import pytest

from govtool.core.minute import Minute, newest
from govtool.core.times import add
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.constitution.member import Member, Membership
from govtool.domain.decisions.critique import Critic, Critique, CritiqueName, replaced
from govtool.domain.decisions.statement import last_number
from tests.world.coop import Coop
from tests.world.money import Books
from tests.world.people import MINUTES_A_WEEK, person, refusal
from tests.world.words import MOTION

OUTSIDE = "sha256:" + "a" * 64


@pytest.fixture
def books() -> Books:
    """Bob has proposed something, and people vote on it."""
    return begun(Books())


def begun(books: Books) -> Books:
    """A co-operative in which Bob has proposed something; from now on a refusal is told and not raised."""
    assert books.open(MOTION, "bob") == "0001"
    books.raises = False  # type: ignore[misc]
    return books


def ask(books: Books, who: str = "vera", aspect: str = "concern", number: str = "0001", **words: str) -> set[str]:
    books.state(who, "object", {**(words or {"text": "Too loud"}), "proposal": number, "aspect": aspect})
    return books.refused


def answer(books: Books, to: str = "0001/0001", who: str = "bob", text: str = "It has a lid") -> set[str]:
    books.state(who, "respond", {"to": to, "text": text})
    return books.refused


def lift(books: Books, to: str = "0001/0001", who: str = "vera") -> set[str]:
    books.state(who, "lift", {"to": to})
    return books.refused


def one(books: Books, name: CritiqueName = "0001/0001") -> Critique:
    proposal, _, number = name.partition("/")
    return Critique.one(books.registry, proposal, int(number))


def decided(books: Books, number: str = "0001") -> Minute:
    """The minute of the decision at the end of the vote."""
    books.now = max(books.now, books.entry(number).closes_at)
    assert books.decide(number)
    return newest(books.registry)[0]


# Writing one ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("aspect", ["question", "concern", "objection"])
@pytest.mark.parametrize("who", ["vera", "carol", "bob"])
def test_everybody_on_the_register_can_write_one(books: Books, aspect: str, who: str) -> None:
    ask(books, who, aspect)
    found = one(books)
    assert (found.by, found.aspect, found.words.text, found.status) == (who, aspect, "Too loud", "open")
    assert found.path == "registry/critique/00/00/0001/00/00/0001.yaml" and found.name == "0001/0001"


@pytest.mark.parametrize(
    ("membership", "seen"),
    [
        *((standing, set()) for standing in ("member", "probationary", "away", "none", "applicant")),
        *((standing, {"not_allowed"}) for standing in ("left", "expelled")),
    ],
)
def test_a_person_who_left_writes_none(membership: Membership, seen: set[str]) -> None:
    people = {name: person(name) for name in MINUTES_A_WEEK}
    books = begun(Books(people=people | {"zoe": person("zoe", membership=membership, hours=600)}))
    assert ask(books, "zoe") == seen


def test_only_an_open_vote_has_them(books: Books) -> None:
    assert ask(books, number="0002") == {"not_open"}
    ask(books)
    decided(books)
    assert ask(books) == {"not_open"} and answer(books) == {"not_open"}


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ({"text": "x" * 4000}, set()),
        ({"text": "x" * 4001}, {"schema"}),
        ({"text": ""}, {"schema"}),
        ({"text_digest": OUTSIDE}, set()),
        ({"text": "x", "text_digest": OUTSIDE}, {"schema"}),
        ({"unknown": "x"}, {"schema"}),
    ],
)
def test_it_has_a_text_or_the_digest_of_one(books: Books, words: dict[str, str], seen: set[str]) -> None:
    if seen:
        assert refusal(lambda: ask(books, **words)) == seen
    else:
        assert ask(books, **words) == set()


def test_another_aspect_is_none(books: Books) -> None:
    assert refusal(lambda: ask(books, aspect="praise")) == {"schema"}


# Limits ---------------------------------------------------------------------------------------------------------------


def test_three_of_a_person_are_open_on_one_proposal(books: Books) -> None:
    for _ in range(3):
        ask(books)
    assert ask(books) == {"max_open"}
    ask(books, "carol")
    second = books.open(MOTION, "alice")
    ask(books, number=second)
    answer(books)
    ask(books)
    assert ask(books) == {"max_open"}
    lift(books, "0001/0002")
    ask(books)
    assert Critic.one(books.registry, "vera").made == 6
    assert Critic.one(books.registry, "vera").waiting == ("0001/0003", f"{second}/0001", "0001/0005", "0001/0006")


def test_a_person_writes_twenty_on_one_day(books: Books) -> None:
    for number in range(1, 21):
        ask(books)
        lift(books, f"0001/{number:04d}")
    assert ask(books) == {"not_yet"}
    ask(books, "carol")
    books.now = f"{books.now[:10]}T23:59:59Z"
    assert ask(books) == {"not_yet"}
    books.later("PT1M")
    ask(books)
    assert Critic.one(books.registry, "vera").made == 1


def test_what_is_open_on_a_closed_proposal_counts_no_more(books: Books) -> None:
    ask(books)
    decided(books)
    second = books.open(MOTION, "bob")
    ask(books, number=second)
    assert Critic.one(books.registry, "vera").waiting == (f"{second}/0001",)


def test_the_bylaws_set_both_limits(books: Books) -> None:
    bylaws = bylaws_of(books.registry)
    assert (bylaws.limits.open_critique_per_person, bylaws.limits.critique_per_day) == (3, 20)
    for fields, most in (({"open_critique_per_person": 1}, 1), ({"open_critique_per_person": None}, 3)):
        books.registry = books.registry.keep(bylaws.changed(limits=bylaws.limits.changed(**fields)))
        who = "carol" if most == 1 else "dan"
        for _ in range(most):
            ask(books, who)
        assert ask(books, who) == {"max_open"}
    books.registry = books.registry.keep(bylaws.changed(limits=bylaws.limits.changed(critique_per_day=1)))
    ask(books)
    assert ask(books) == {"not_yet"}


# Answers --------------------------------------------------------------------------------------------------------------


def test_the_proposer_answers_and_the_last_answer_stands(books: Books) -> None:
    ask(books)
    books.later("PT1H")
    answer(books)
    answer(books, text="It has a heavy lid")
    found = one(books)
    assert found.answer is not None and found.answer.text == "It has a heavy lid"
    assert (found.status, found.answered_at) == ("answered", books.now)


@pytest.mark.parametrize("who", ["alice", "vera"])
def test_nobody_answers_for_the_proposer(books: Books, who: str) -> None:
    ask(books)
    assert answer(books, who=who) == {"not_proposer"}


@pytest.mark.parametrize("to", ["0001/0002", "0002/0001"])
def test_one_that_is_not_there_is_neither_answered_nor_lifted(books: Books, to: str) -> None:
    ask(books)
    assert answer(books, to) == {"precondition"}
    assert lift(books, to) == {"precondition"}


@pytest.mark.parametrize("to", ["1/1", "0001", "0001/1", "00001/0001", "0001/00001", "0001/0001/0001"])
def test_it_has_one_name(books: Books, to: str) -> None:
    ask(books)
    assert refusal(lambda: answer(books, to)) == {"schema"}


# Lifting --------------------------------------------------------------------------------------------------------------


def test_its_author_lifts_it_once_open_or_answered_or_after_the_vote(books: Books) -> None:
    for _ in range(3):
        ask(books)
    answer(books, "0001/0002")
    lift(books)
    lift(books, "0001/0002")
    assert lift(books) == {"precondition"} and answer(books) == {"precondition"}
    decided(books)
    lift(books, "0001/0003")
    assert {one(books, f"0001/000{number}").status for number in (1, 2, 3)} == {"lifted"}


def test_nobody_lifts_that_of_another(books: Books) -> None:
    ask(books)
    assert lift(books, who="bob") == {"not_allowed"}
    assert one(books).status == "open"


# The decision ---------------------------------------------------------------------------------------------------------


def test_the_minute_of_the_decision_says_how_many_there_were(books: Books) -> None:
    for who in ("vera", "vera", "vera", "carol"):
        ask(books, who)
    answer(books, "0001/0001")
    answer(books, "0001/0002")
    lift(books, "0001/0002")
    minute = decided(books)
    assert minute.critique is not None and minute.critique.data() == {"open": 2, "answered": 1, "lifted": 1}
    assert b"critique:\n  open: 2\n  answered: 1\n  lifted: 1\n" in minute.as_file


def test_the_minute_says_nothing_if_there_were_none_and_they_change_no_result(books: Books) -> None:
    second = books.open(MOTION, "bob")
    for who in ("alice", "carol", "dan"):
        ask(books, who, "objection", second)
    for number in ("0001", second):
        books.vote("alice", number)
        books.vote("bob", number)
    first, other = decided(books), decided(books, second)
    assert first.critique is None and b"critique" not in first.as_file and other.critique is not None
    assert (first.result, first.questions) == (other.result, other.questions)


# Another text ---------------------------------------------------------------------------------------------------------


def state(coop: Coop, who: str, kind: str, **body: str) -> set[str]:
    """Makes a statement and has the clerk take it; gives why it was refused."""
    number = last_number(coop.registry, who) + 1
    coop.state(who, kind, body)
    coop.run_clerk()
    return coop.refused(f"statement/{who}/{number:06d}")


def test_another_text_lists_what_is_not_lifted_on_the_one_that_it_replaces(coop: Coop) -> None:
    coop.open("alice", "one", MOTION)
    for text in ("Too loud", "Too red", "Too big"):
        assert state(coop, "vera", "object", text=text, proposal="0001", aspect="concern") == set()
    assert state(coop, "vera", "lift", to="0001/0003") == set()
    assert state(coop, "alice", "withdraw", proposal="0001") == set()
    coop.open(
        "alice", "two", "- {action: assign-duty, member: bob, duty: cook, holds: true}", extra='replaces: "0001"\n'
    )
    coop.open("bob", "three", MOTION, extra='replaces: "0002"\n')
    assert list(replaced(coop.registry, coop.entry("0003"))) == ["0002", "0001"]
    assert state(coop, "bob", "respond", to="0001/0001", text="No") == {"REFUSE:not_proposer"}
    assert state(coop, "alice", "respond", to="0001/0002", text="It is red") == set()
    assert state(coop, "vera", "object", text="Still", proposal="0002", aspect="objection") == set()
    for number in ("0002", "0003"):
        coop.finish(number)
    counts = [minute.critique.data() for minute in decisions(coop) if minute.critique is not None]
    # the objection to the second one is listed on the third too, and nobody reads one that was lifted
    assert counts == [{"open": 2, "answered": 1, "lifted": 0}] * 2
    assert coop.audit().ok


def decisions(coop: Coop) -> list[Minute]:
    return [minute for minute in Minute.all(coop.registry) if minute.event == "decided"]


def test_a_wrong_number_in_the_minute_fails_the_audit(coop: Coop) -> None:
    number = coop.open("alice", "kettle", MOTION)
    assert state(coop, "vera", "object", text="Too loud", proposal=number, aspect="concern") == set()
    coop.now = coop.entry(number).closes_at
    honest = coop.head
    for told in ({"open": 0, "answered": 1, "lifted": 0}, {"open": 2, "answered": 0, "lifted": 0}, None):
        coop.put_on_main(honest)
        coop.cheat(coop.decision(number), minute={"critique": told})
        assert coop.failed() == {"FAIL:minute"}, told
    coop.put_on_main(honest)
    coop.cheat(coop.decision(number))
    assert coop.failed() == set() and coop.audit().ok


def test_a_key_that_others_voted_for_lifts_nothing_before_it_votes(books: Books) -> None:
    """Otherwise a majority could take back in somebody's name what it does not want to hear."""
    assert ask(books) == set()
    vera = Member.one(books.registry, "vera")
    given = vera.keys[0].changed(votes_from=add(books.now, "P1D"))
    books.registry = books.registry.put(vera.path, vera.changed(keys=(given,)))
    assert lift(books) == {"not_yet"}
    books.later("P1D")
    assert lift(books) == set()
