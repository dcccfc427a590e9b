"""What a bad clerk can do with time and order, and the bound of each: the audit reads the minute book and no clock."""

from __future__ import annotations

from dataclasses import replace

from govtool.core.times import add, subtract
from govtool.domain.decisions.opening import Open
from govtool.roles.desk.inspection import without_a_clerk
from tests.threats.attack_main import opening_of, ready
from tests.world.coop import Coop
from tests.world.forced import entered
from tests.world.people import codes, key_of, refusal
from tests.world.words import MOTION

PERIOD = "- {{action: amend-bylaws, changes: [{{path: rules.ordinary.period, from: P7D, to: {}}}]}}"


def dated(event: Open, at: str) -> Open:
    """An opening under another date."""
    return replace(event, at=at, moment=replace(event.moment, at=at))


def test_a_vote_opened_under_an_old_date_is_over_at_once_and_still_needs_its_votes(coop: Coop) -> None:
    """The oldest date that can be written is that of the newest minute."""
    quiet = coop.book.newest[0].at
    coop.at(add(quiet, "P8D"))
    coop.propose("alice", "kettle", MOTION)
    early = dated(opening_of(coop), subtract(quiet, "PT1M"))
    assert refusal(lambda: entered(coop, early)) == {"time_order"}
    entered(coop, dated(opening_of(coop), quiet))
    assert coop.audit().ok and coop.entry("0001").closes_at < coop.now
    gather = coop.gather("0001", coop.vote("alice", "0001"), coop.vote("carol", "0001"))
    entered(coop, coop.decision("0001", gather=gather), gather)
    assert coop.audit().ok and coop.entry("0001").status == "rejected", "3 of 7 pass nothing, however short it was"


def test_a_vote_stays_open_for_thirty_days_after_its_close_until_the_clerk_likes_it(coop: Coop) -> None:
    number, _ = ready(coop, "alice")
    coop.at(coop.entry(number).lapses_at)
    ballots = [coop.vote(voter, number) for voter in ("alice", "bob")]
    gather = coop.gather(number, *ballots, coop.entry(number).filing or "")
    entered(coop, coop.decision(number, gather=gather), gather)
    assert coop.audit().ok and coop.entry(number).decided.result == "passed"  # type: ignore[union-attr]


def test_a_vote_that_the_clerk_does_not_decide_in_thirty_days_lapses(coop: Coop) -> None:
    """So an absent clerk stops whatever it likes. The same text may be filed again at once."""
    number, _ = ready(coop, "alice", "bob")
    coop.at(add(coop.entry(number).lapses_at, "PT1M"))
    coop.run_clerk()
    assert coop.audit().ok and coop.entry(number).status == "lapsed"
    again = coop.open("alice", "kettle-again", MOTION)
    assert coop.entry(again).is_open


def test_a_vote_closed_under_a_date_ahead_is_refused_by_every_clock_until_that_date(coop: Coop) -> None:
    """Afterwards nothing shows it: who looked in between can have it discarded."""
    number, gather = ready(coop, "alice", "bob")
    stands = coop.book.newest[1]
    closes_at = coop.entry(number).closes_at
    entered(coop, coop.decision(number, closes_at, gather), gather)
    assert coop.audit().ok, "the audit of the bytes knows no clock"
    assert refusal(lambda: coop.book.refuse_ahead(coop.now)) == {"future"} == refusal(coop.run_clerk)
    coop.book.refuse_ahead(closes_at)
    coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands)
    assert coop.audit().ok and coop.entry(number).is_open, "the vote goes on, with the ballots that were cast"
    coop.clerk_key = key_of("new clerk")
    coop.vote("bob", number, "against", 2)
    coop.finish(number)
    assert coop.entry(number).status == "rejected" and coop.audit().ok


def test_an_expired_statement_is_good_under_an_old_date_while_nothing_followed_it(coop: Coop) -> None:
    quiet = coop.book.newest[0].at
    oid = coop.state("erin", "resign", not_after=add(quiet, "P1D"))
    other = coop.state("dan", "resign", not_after=add(quiet, "P20D"))
    coop.later("P9D")
    before = coop.head
    entered(coop, coop.taking(oid, quiet), oid)
    assert coop.audit().ok and coop.member("erin").membership == "left"
    coop.put_on_main(before)
    entered(coop, coop.taking(other), other)
    assert coop.audit().ok
    assert refusal(lambda: entered(coop, coop.taking(oid), oid)) == {"expired"}
    early = coop.taking(oid, add(quiet, "PT1H"))
    assert refusal(lambda: entered(coop, early, oid)) == {"time_order"}, "a minute that follows ends it"


def test_an_effect_that_is_due_is_put_off_only_in_a_book_whose_time_stands_still(coop: Coop) -> None:
    number = coop.open("alice", "eight", PERIOD.format("P8D"))
    ballots = [coop.vote(voter, number) for voter in ("alice", "bob", "carol")]
    gather = coop.gather(number, *ballots, coop.entry(number).filing or "")
    coop.at(coop.entry(number).closes_at)
    entered(coop, coop.decision(number, gather=gather), gather)
    due_at = coop.entry(number).effective_at or ""
    coop.at(add(due_at, "P90D"))
    oid = coop.state("erin", "resign", not_after=add(due_at, "P10D"))
    for at in (due_at, subtract(coop.now, "P85D")):
        late = coop.taking(oid, at)
        assert refusal(lambda late=late: entered(coop, late, oid)) == {"order"}  # type: ignore[misc]
    entered(coop, coop.taking(oid, subtract(due_at, "PT1M")), oid)
    assert coop.audit().ok and coop.member("erin").membership == "left"
    warned = codes(without_a_clerk(coop.audit(), coop.now))
    assert warned == {"stale"}, "the newest minute is three months old, and says so"


def test_the_clerk_chooses_which_of_two_rivals_takes_effect_by_deciding_it_first(coop: Coop) -> None:
    """Only among votes that both passed. The one that comes second fails and names the first."""
    numbers = [coop.open("alice", slug, PERIOD.format(to)) for slug, to in (("eight", "P8D"), ("nine", "P9D"))]
    gathers = {}
    for number in numbers:
        ballots = [coop.vote(voter, number) for voter in ("alice", "bob", "carol")]
        gathers[number] = coop.gather(number, *ballots, coop.entry(number).filing or "")
    coop.at(coop.entry(numbers[0]).closes_at)
    for number in reversed(numbers):
        entered(coop, coop.decision(number, gather=gathers[number]), gathers[number])
        coop.later("PT1M")
    coop.later("P7D")
    coop.run_clerk()
    first, second = (coop.entry(number).enacted for number in numbers)
    assert first is not None and second is not None and coop.audit().ok
    assert (second.result, first.result, first.rival) == ("enacted", "failed", numbers[1])


def test_who_is_on_a_roll_follows_from_the_moment_at_which_the_clerk_opens(coop: Coop) -> None:
    """A member who leaves is on the roll of a vote that opens before the clerk takes their word, with nothing to cast
    it against: silence counts as no. The roll is always that of the state before the opening.
    """
    coop.propose("alice", "kettle", MOTION)
    oid = coop.state("erin", "resign")
    before = coop.head
    entered(coop, opening_of(coop))
    assert coop.audit().ok and "erin" in coop.who_votes(coop.entry("0001"))
    coop.put_on_main(before)
    entered(coop, coop.taking(oid), oid)
    entered(coop, opening_of(coop))
    assert coop.audit().ok and "erin" not in coop.who_votes(coop.entry("0001"))


def test_words_names_and_dates_of_the_clerk_s_commits_change_nothing(coop: Coop) -> None:
    """They may say that it was rejected, in 1999. What counts is the minute."""
    number, gather = ready(coop, "alice", "bob")
    coop.later("P7D")
    entered(coop, coop.decision(number, gather=gather), gather)
    honest = coop.hub.loose_commit(coop.head)
    trailer = honest.message.strip().rsplit("\n", 1)[-1]
    name = "Alice <alice@example.org> 915148800 +0000"
    message = f"Decide {number}: rejected\n\nNobody was for it.\n\n{trailer}\n"
    coop.put_on_main(coop.commit(honest.tree, honest.parents, message, coop.clerk_key, name))
    assert coop.audit().ok and coop.entry(number).decided.result == "passed"  # type: ignore[union-attr]


def test_two_histories_of_one_clerk_are_refused_by_whoever_saw_the_other(coop: Coop) -> None:
    """Both are clean. The two minutes of one number, both sealed with its key, prove it."""
    coop.propose("alice", "kettle", MOTION)
    base, event = coop.book, opening_of(coop)
    one = entered(coop, event)
    coop.put_on_main(base.page.head)
    coop.later("PT1H")
    two = entered(coop, dated(event, coop.now))
    assert coop.audit(head=one).ok and coop.audit(head=two).ok
    for seen, shown in ((one, two), (two, one)):
        book = coop.audit(head=seen).book
        assert book is not None
        assert refusal(lambda book=book, shown=shown: coop.audit(since=book, head=shown)) == {"history"}  # type: ignore[misc]
    assert codes(coop.audit(head=one)) == set()
