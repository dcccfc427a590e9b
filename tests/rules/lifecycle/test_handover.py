"""Handing over the clerk's keys without the clerk: who has a say, with which key, when, and what is discarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from govtool.core import minute as minutes
from govtool.core.ids import digest_of
from govtool.core.minute import Minute
from govtool.core.times import add
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.domain.lifecycle.handover import Handover
from govtool.errors import Refused
from govtool.io.signature.signing import MemoryKey
from govtool.roles.minutes import handover
from govtool.roles.minutes.book import book_at
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.people import FOUNDED_AT, blob_of, codes, key_of, person, public, refusal
from tests.world.words import MOTION

NEW = key_of("new clerk")


def _step(coop: Coop, signed: Mapping[str, MemoryKey], stands: str = "all") -> Any:
    """The step that the signatures of people under keys of their choice give."""
    oids = [coop.sign_handover(name, new, stands) for name, new in signed.items()]
    return _step_of(coop, oids, stands)


def _step_of(coop: Coop, oids: list[str], stands: str = "all") -> Any:
    gather = coop.commit(coop.book.page.tree, tuple(oids), "Gather\n", None)
    return handover.handover_step(coop.book, gather, stands, coop.now)


def _newest(coop: Coop) -> Minute:
    return minutes.newest(coop.registry)[0]


def test_a_false_time_after_the_minute_that_stands_lets_no_waiting_key_sign(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    stands = coop.book.newest[1]
    coop.later("P9D")
    coop.open("bob", "kettle", MOTION)
    thief = {"alice": key_of("alice", 2)}
    assert refusal(lambda: coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands, signers=thief)) == {
        "handover",
        "key_retired",
    }
    coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands)
    assert coop.audit().ok


def test_a_key_that_waited_signs_where_the_minute_that_stands_comes_after_its_wait(coop: Coop) -> None:
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    coop.later("P9D")
    coop.open("bob", "kettle", MOTION)
    coop.hand_over("alice bob", key_of("new clerk"), signers={"alice": key_of("alice", 2)})
    assert coop.audit().ok


def test_a_key_revoked_in_a_dropped_minute_signs_no_handover(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.state("bob", "revoke-key", {"key": blob_of("bob")})
    coop.run_clerk()
    new = key_of("new clerk")
    assert refusal(lambda: coop.hand_over("alice bob carol", new, stands=stands)) == {"handover", "key_revoked"}
    coop.hand_over("alice carol dan erin", new, stands=stands)
    assert minutes.newest(coop.registry)[0].weight == 5 and coop.audit().ok


def test_who_counts_only_by_a_false_time_has_no_weight_in_dropping_it(coop: Coop) -> None:
    people = [person(name) for name in ("alice", "bob")]
    people.append(person("frank", hours=600).changed(counts_at=add(FOUNDED_AT, "P5D")))
    coop = coop.another(people=people)
    stands = coop.book.newest[1]
    coop.later("P9D")
    coop.open("alice", "kettle", MOTION)
    assert _step(coop, dict.fromkeys(("alice", "bob"), key_of("new clerk")), stands).minute.eligible == 4
    assert _step(coop, dict.fromkeys(("alice", "bob"), key_of("new clerk"))).minute.eligible == 5


def test_who_names_other_keys_takes_nothing_from_those_who_agree(coop: Coop) -> None:
    new, other = key_of("new clerk"), key_of("another clerk")
    made = _step(coop, {"alice": new, "bob": new, "carol": other, "dan": other})
    assert made.minute.weight == 4 and organization_of(made.state).is_clerk_key(blob_of("new clerk"))
    assert refusal(lambda: _step(coop, {"alice": new, "bob": other, "carol": new})) == {"handover"}


def test_more_heads_with_less_weight_take_nothing_from_those_who_agree(coop: Coop) -> None:
    new, other = key_of("new clerk"), key_of("another clerk")
    made = _step(coop, {"alice": new, "bob": new, "carol": other, "dan": other, "erin": other})
    assert organization_of(made.state).is_clerk_key(blob_of("new clerk"))


def test_keys_of_the_clerk_that_came_with_dropped_minutes_are_spent(coop: Coop) -> None:
    stands = coop.book.newest[1]
    key = public(key_of("hostile clerk")).data()
    coop.pass_(
        "alice", "more-keys", f"- action: change-clerk\n  add:\n    - {{type: {key['type']}, blob: {key['blob']}}}"
    )
    assert organization_of(coop.registry).is_clerk_key(blob_of("hostile clerk"))
    coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands)
    organization = organization_of(coop.registry)
    assert not organization.is_clerk_key(blob_of("hostile clerk"))
    assert organization.was_clerk_key(blob_of("hostile clerk")) and coop.audit().ok
    assert refusal(lambda: coop.hand_over("alice bob carol", key_of("hostile clerk"))) == {"key_in_use"}


def test_dropping_a_minute_asks_for_more_than_a_bare_majority(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.open("alice", "kettle", MOTION)
    new = key_of("new clerk")
    assert refusal(lambda: _step(coop, {"alice": new, "bob": new}, stands)) == {"handover"}
    assert _step(coop, {"alice": new, "bob": new}).minute.weight == 4
    assert _step(coop, {"alice": new, "bob": new, "carol": new}, stands).minute.weight == 5


def test_a_book_that_was_opened_late_finds_the_same_opening_after_dropped_minutes(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.open("alice", "dropped", MOTION)
    coop.open("alice", "dropped-too", MOTION)
    coop.hand_over("alice bob carol dan", key_of("new clerk"), stands=stands)
    coop.run_clerk(key=key_of("new clerk"))
    number = min(entry.number for entry in docket.open_entries(coop.registry))
    entry = coop.entry(number)
    whole = coop.audit().book
    late = book_at(coop.desk, coop.head, founded=whole.founded)
    assert late.opening(entry) == whole.opening(entry)
    assert late.commit_of(entry.minute) == whole.commit_of(entry.minute)


# Used up -------------------------------------------------------------------------------------------------------------


def test_a_handover_that_was_done_is_never_done_again(coop: Coop) -> None:
    oids = [coop.sign_handover(name, NEW) for name in ("alice", "bob")]
    coop.put_handover(*oids)
    assert refusal(lambda: coop.put_handover(*oids)) == {"key_in_use"}
    coop.clerk_key = NEW
    coop.state("dan", "resign")
    coop.run_clerk()
    assert refusal(lambda: coop.put_handover(*oids)) == {"key_in_use"}
    assert coop.member("dan").membership == "left" and coop.audit().ok


def test_a_handover_that_was_done_brings_no_earlier_book_back(coop: Coop) -> None:
    stands = coop.book.newest[1]
    oids = [coop.sign_handover(name, NEW, stands) for name in ("alice", "bob", "carol")]
    coop.put_handover(*oids, stands=stands)
    done = coop.hub.loose_commit(coop.head)
    coop.clerk_key = NEW
    coop.state("dan", "resign")
    coop.run_clerk()
    # the very tree of then, with its minute as it was or dated now; and made anew from the old signatures
    coop.put_on_main(coop.commit(done.tree, (coop.head, done.parents[1]), done.message, None))
    assert coop.failed() == {"FAIL:tree_not_derived", "FAIL:unauthorised"}
    coop.run_clerk()
    coop.later("P1D")
    data = (coop.file(Minute.home.path(1)) or b"").replace(FOUNDED_AT.encode(), coop.now.encode())
    tree = coop.tree(done.tree, {Minute.home.path(1): data})
    message = f"Hand over\n\nMinute: {digest_of(data)}\n"
    gather = coop.commit(coop.book.page.tree, tuple(oids), "Gather\n", None)
    coop.put_on_main(coop.commit(tree, (coop.head, gather), message, None))
    assert coop.failed() == {"FAIL:key_in_use"}
    coop.run_clerk()
    assert refusal(lambda: coop.put_handover(*oids, stands=stands)) == {"key_in_use"}
    assert coop.member("dan").membership == "left"


def test_a_key_that_came_and_went_in_discarded_minutes_is_spent(coop: Coop) -> None:
    stands = coop.book.newest[1]
    key = public(key_of("hostile clerk"))
    coop.pass_("alice", "in", f"- action: change-clerk\n  add:\n    - {{type: {key.type}, blob: {key.blob}}}")
    coop.pass_("alice", "out", f"- action: change-clerk\n  remove: [{key.blob}]")
    assert refusal(lambda: coop.hand_over("alice bob carol", key_of("hostile clerk"), stands=stands)) == {"key_in_use"}
    coop.hand_over("alice bob carol", NEW, stands=stands)
    assert organization_of(coop.registry).was_clerk_key(key.blob) and coop.audit().ok


def test_a_key_that_somebody_registered_in_a_discarded_minute_is_not_the_clerk_s(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    assert refusal(lambda: coop.hand_over("alice bob carol", key_of("alice", 2), stands=stands)) == {"key_in_use"}


def test_a_key_that_is_named_twice_is_no_list_of_keys(coop: Coop) -> None:
    key = public(NEW)
    with pytest.raises(ValueError, match="each key once"):
        Handover(
            member="bob",
            genesis=coop.genesis,
            after=coop.genesis,
            not_after=coop.now,
            stands="all",
            keys=(key, key),
            cast=1,
        )


def test_a_key_that_was_revoked_in_a_discarded_minute_stays_revoked(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.state("bob", "revoke-key", {"key": blob_of("bob")})
    coop.run_clerk()
    coop.later("P1D")
    coop.hand_over("alice carol dan erin", NEW, stands=stands)
    key = coop.member("bob").key(blob_of("bob"))
    assert key is not None and key.revoked_at == FOUNDED_AT and coop.audit().ok


def test_a_thief_s_key_that_was_registered_and_revoked_in_discarded_minutes_comes_never_back(coop: Coop) -> None:
    stands = coop.book.newest[1]
    stolen = coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    coop.state("alice", "revoke-key", {"key": blob_of("alice", 2)})
    coop.run_clerk()
    coop.hand_over("alice bob carol", NEW, stands=stands)
    key = coop.member("alice").key(blob_of("alice", 2))
    assert key is not None and key.is_revoked(coop.now)
    coop.clerk_key = NEW
    coop.hub.set_ref("refs/heads/statement/alice/000001", stolen)
    coop.run_clerk()
    assert coop.refused("statement/alice/000001") == {"REFUSE:key_in_use"} and coop.audit().ok


def test_a_key_that_was_revoked_at_a_false_time_is_revoked_now(coop: Coop) -> None:
    stands, now = coop.book.newest[1], coop.now
    coop.at("2999-01-01T00:00:00Z")
    coop.state("bob", "revoke-key", {"key": blob_of("bob")})
    coop.run_clerk()
    coop.at(now)
    coop.hand_over("alice carol dan erin", NEW, stands=stands)
    key = coop.member("bob").key(blob_of("bob"))
    assert key is not None and key.revoked_at == now and coop.audit().ok


# All stand, or those up to one ----------------------------------------------------------------------------------------


def test_a_minute_that_a_live_clerk_adds_meanwhile_takes_nothing_from_those_who_let_all_stand(coop: Coop) -> None:
    mine = coop.sign_handover("alice", NEW)
    coop.open("alice", "kettle", MOTION)
    theirs = coop.sign_handover("bob", NEW)
    coop.state("carol", "resign")
    coop.run_clerk()
    coop.put_handover(mine, theirs)
    assert (_newest(coop).stands, _newest(coop).number, _newest(coop).weight) == ("all", 3, 4)
    assert coop.member("carol").membership == "left" and coop.entry("0001").is_open and coop.audit().ok


def test_a_minute_that_is_added_after_the_last_that_stands_is_discarded(coop: Coop) -> None:
    stands = coop.book.newest[1]
    oids = [coop.sign_handover(name, NEW, stands) for name in ("alice", "bob", "carol")]
    assert _step_of(coop, oids[:2], stands).minute.weight == 4, "nothing is discarded yet"
    coop.open("alice", "kettle", MOTION)
    assert refusal(lambda: _step_of(coop, oids[:2], stands)) == {"handover"}
    coop.put_handover(*oids, stands=stands)
    assert (_newest(coop).stands, _newest(coop).number) == (stands, 1) and not coop.open_entries


def test_those_who_let_all_stand_and_those_who_name_the_last_minute_are_counted_apart(coop: Coop) -> None:
    stands = coop.book.newest[1]
    oids = [coop.sign_handover("alice", NEW), coop.sign_handover("bob", NEW, stands)]
    for meant in ("all", stands):
        assert refusal(lambda meant=meant: _step_of(coop, oids, meant)) == {"handover"}
    oids.append(coop.sign_handover("carol", NEW))
    oids.append(coop.sign_handover("dan", NEW))
    assert _step_of(coop, oids).minute.counted == 3
    assert refusal(lambda: _step_of(coop, oids, stands)) == {"handover"}


def test_a_minute_that_claims_another_answer_than_people_signed_is_found(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.hand_over("alice bob", NEW)
    done = coop.hub.loose_commit(coop.head)
    data = (coop.file(Minute.home.path(1)) or b"").replace(b'stands: "all"', f'stands: "{stands}"'.encode())
    tree = coop.tree(done.tree, {Minute.home.path(1): data})
    coop.put_on_main(coop.commit(tree, done.parents, f"Hand over\n\nMinute: {digest_of(data)}\n", None))
    assert coop.failed() == {"FAIL:handover"}


# The moment ----------------------------------------------------------------------------------------------------------


def test_a_handover_passes_after_a_clerk_was_silent_for_400_days(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    coop.later("P400D")
    coop.hand_over("alice bob", NEW)
    assert coop.audit().ok


def test_signatures_that_somebody_kept_are_not_completed_after_700_days_of_votes(coop: Coop) -> None:
    first = coop.open("alice", "kettle", MOTION)
    kept = coop.sign_handover("alice", NEW, not_after=add(coop.now, "P29D"))
    greedy = coop.sign_handover("alice", NEW, not_after=add(coop.now, "P800D"))
    parent = coop.head
    coop.finish(first)
    for slug in ("teapot", "spoon"):
        coop.later("P350D")
        coop.pass_("alice", slug, MOTION)
    late = coop.sign_handover("bob", NEW, parent=parent)
    good = coop.sign_handover("bob", NEW)
    assert refusal(lambda: _step_of(coop, [kept, good])) == {"handover", "expired"}
    assert refusal(lambda: _step_of(coop, [greedy, good])) == {"handover", "not_after"}
    assert refusal(lambda: _step_of(coop, [coop.sign_handover("alice", NEW), late])) == {"handover", "not_after"}
    coop.at(add(FOUNDED_AT, "P20D"))
    assert refusal(lambda: _step_of(coop, [kept, good])) == {"time_order"}, "it cannot be dated back either"


@pytest.mark.parametrize(("until", "problem"), [("P30D", set()), ("P30DT1M", {"handover", "not_after"})])
def test_a_deadline_counts_from_the_minute_that_follows(coop: Coop, until: str, problem: set[str]) -> None:
    coop.later("P100D")
    follows_at = add(coop.now, "P1D")
    signed = coop.sign_handover("alice", NEW, not_after=add(follows_at, until))
    coop.at(follows_at)
    coop.open("alice", "kettle", MOTION)
    coop.later("P5D")
    assert _codes(coop, [signed, coop.sign_handover("bob", NEW)]) == problem


@pytest.mark.parametrize(("until", "problem"), [("P30D", set()), ("P30DT1M", {"handover", "not_after"})])
def test_a_deadline_counts_from_the_handover_while_no_minute_follows(coop: Coop, until: str, problem: set[str]) -> None:
    coop.later("P100D")
    oids = [coop.sign_handover(name, NEW, not_after=add(coop.now, until)) for name in ("alice", "bob")]
    assert _codes(coop, oids) == problem


@pytest.mark.parametrize(("later", "problem"), [("P20D", set()), ("P20DT1M", {"handover", "expired"})])
def test_a_handover_is_not_dated_after_any_deadline_that_it_relies_on(
    coop: Coop, later: str, problem: set[str]
) -> None:
    oids = [
        coop.sign_handover("alice", NEW, not_after=add(coop.now, "P20D")),
        coop.sign_handover("bob", NEW, not_after=add(coop.now, "P29D")),
    ]
    coop.later(later)
    assert _codes(coop, oids) == problem


@pytest.mark.parametrize(("early", "problem"), [("P3D", set()), ("P2DT23H59M", {"handover"})])
@pytest.mark.parametrize("stands", ["all", "the first"])
def test_a_handover_is_not_dated_before_a_minute_that_follows_the_one_signed_on(
    coop: Coop, early: str, problem: set[str], stands: str
) -> None:
    """Discarded or not: else who pushes could date it back to before what people did since."""
    stands = coop.book.newest[1] if stands == "the first" else stands
    oids = [coop.sign_handover(name, NEW, stands) for name in ("alice", "bob", "carol")]
    founded = coop.now
    coop.later("P3D")
    coop.open("alice", "kettle", MOTION)
    coop.at(add(founded, early))
    assert _codes(coop, oids, stands) == ({"time_order"} if problem and stands == "all" else problem)


def test_a_false_minute_that_people_saw_and_discard_does_not_hold_the_date(coop: Coop) -> None:
    stands, now = coop.book.newest[1], coop.now
    coop.at("9998-11-01T00:00:00Z")
    coop.open("alice", "kettle", MOTION)
    coop.at(now)
    coop.hand_over("alice bob carol", NEW, stands=stands)
    assert _newest(coop).at == now and coop.audit().ok


def test_what_was_signed_on_a_discarded_minute_is_signed_again(coop: Coop) -> None:
    stands = coop.book.newest[1]
    coop.open("alice", "kettle", MOTION)
    dropped = coop.sign_handover("alice", key_of("newer clerk"))
    coop.hand_over("alice bob carol", NEW, stands=stands)
    assert _codes(coop, [dropped, coop.sign_handover("bob", key_of("newer clerk"))]) == {"handover", "ancestry"}
    coop.hand_over("alice bob", key_of("newer clerk"))
    assert coop.audit().ok


def test_a_handover_that_is_dated_ahead_can_be_discarded_by_another(coop: Coop) -> None:
    stands, now = coop.book.newest[1], coop.now
    oids = [coop.sign_handover(name, NEW) for name in ("alice", "bob")]
    coop.later("P20D")
    coop.put_handover(*oids)
    coop.at(now)
    assert codes(coop.book.ahead(now)) == {"future"}
    coop.hand_over("alice bob carol", key_of("newer clerk"), stands=stands)
    assert not coop.book.ahead(now) and coop.audit().ok


def _codes(coop: Coop, oids: list[str], stands: str = "all") -> set[str]:
    """Why signatures give no handover now; nothing where they do."""
    try:
        _step_of(coop, oids, stands)
    except Refused as error:
        return codes(error.findings)
    return set()


# What comes in with it ------------------------------------------------------------------------------------------------


def test_a_handover_without_its_trailer_is_refused_by_every_audit(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    read = coop.audit().book
    assert read is not None
    for message in ("Hand over\n", f"Hand over\n\nMinute: {'sha256:' + '0' * 64}\n"):
        before = coop.head
        oids = [coop.sign_handover(name, NEW) for name in ("alice", "bob")]
        coop.put_handover(*oids, message=message)
        assert codes(coop.audit()) == codes(coop.audit(since=book_at(coop.hub, before))) == {"trailer"}
        coop.put_on_main(before)


def test_nothing_but_signatures_is_a_parent_of_the_gather(coop: Coop) -> None:
    good = [coop.sign_handover(name, NEW) for name in ("alice", "bob")]
    root = coop.commit(coop.tree("4b825dc642cb6eb9a060e54bf8d69288fbee4904", {"x": b"x"}), (), "Mine\n", None)
    stranger = coop.push_raw("", {"docs/x.md": b"x\n"}, key=key_of("mallory"))
    on_top = coop.push_raw("", {"docs/x.md": b"x\n"}, key=key_of("alice"), parent=good[0])
    for bad, code in ((root, "ancestry"), (stranger, "yaml"), (on_top, "ancestry"), (coop.head, "ancestry")):
        assert _codes(coop, [*good, bad]) == {"handover", code}
    assert _codes(coop, [*good, coop.sign_handover("mallory", NEW)]) == {"handover", "key_unknown"}
    assert _codes(coop, good) == set()


def test_a_gather_has_no_files_of_its_own(coop: Coop) -> None:
    good = [coop.sign_handover(name, NEW) for name in ("alice", "bob")]
    tree = coop.tree(coop.book.page.tree, {"docs/x.md": b"x\n"})
    assert refusal(lambda: coop.put_handover(*good, tree=tree)) == {"handover"}


def test_a_gather_or_a_handover_of_too_many_words_is_refused(coop: Coop) -> None:
    good = [coop.sign_handover(name, NEW) for name in ("alice", "bob")]
    gather = coop.commit(coop.book.page.tree, tuple(good), "x" * 70_000, None)
    assert refusal(lambda: handover.handover_step(coop.book, gather, "all", coop.now)) == {"limits"}
    coop.put_handover(*good)
    done = coop.hub.loose_commit(coop.head)
    coop.put_on_main(coop.commit(done.tree, done.parents, "x" * 70_000 + "\n\n" + done.message, None))
    assert coop.failed() == {"FAIL:limits"}


def test_a_later_audit_brings_the_same_state_back_though_a_false_twin_was_sealed(coop: Coop) -> None:
    """A clerk gone bad seals the minute with a record of its own beside it; then it is repaired, and done properly."""
    coop.propose("alice", "kettle", MOTION)
    opening = opening_of(coop)
    path = coop.member("carol").path
    coop.cheat(opening, files={path: (coop.file(path) or b"").replace(b"600", b"601")})
    twin = coop.head
    coop.run_clerk()
    stands = coop.book.newest[1]
    assert coop.audit().ok and coop.book.commit_of(1) != twin
    coop.open("alice", "spoon", MOTION)
    before = coop.head
    coop.hand_over("alice bob carol", NEW, stands=stands)
    late = book_at(coop.hub, before, founded=coop.audit().book.founded)
    assert coop.audit().ok and coop.audit(since=late).ok
    assert coop.member("carol").committed_minutes_per_week == 600


# Who was set aside ----------------------------------------------------------------------------------------------------


def _set_aside(coop: Coop) -> str:
    """Bob is set aside by the others; gives the time of its enactment."""
    coop.state("alice", "name-dormant", {"members": ["bob"]})
    coop.run_clerk()
    coop.later("P400D")
    coop.run_clerk()
    entry = coop.open_entries[0]
    for name in ("alice", "carol", "dan", "erin"):
        coop.vote(name, entry.number)
    coop.finish(entry.number)
    assert coop.member("bob").membership == "away"
    return coop.now


def test_who_was_set_aside_counts_in_weight_and_base_if_they_sign(coop: Coop) -> None:
    _set_aside(coop)
    assert coop.member("bob").set_aside_at == coop.now
    assert _step(coop, {"alice": NEW, "carol": NEW}).minute.eligible == 5
    made = _step(coop, {"alice": NEW, "bob": NEW})
    assert (made.minute.weight, made.minute.eligible) == (4, 7)
    assert refusal(lambda: _step(coop, {"bob": NEW, "carol": NEW})) == {"handover"}
    coop.hand_over("alice bob", NEW)
    assert coop.audit().ok and coop.member("bob").membership == "away"


@pytest.mark.parametrize(("later", "weight"), [("P364DT23H59M", 4), ("P365D", None)])
def test_who_was_set_aside_counts_for_365_days(coop: Coop, later: str, weight: int | None) -> None:
    _set_aside(coop)
    coop.later(later)
    signed = {"alice": NEW, "bob": NEW}
    if weight is None:
        assert refusal(lambda: _step(coop, signed)) == {"handover"}
    else:
        assert _step(coop, signed).minute.weight == weight


def test_who_is_away_by_their_own_word_does_not_count(coop: Coop) -> None:
    coop.state("bob", "away", {"until": add(coop.now, "P60D")})
    coop.run_clerk()
    assert refusal(lambda: _step(coop, {"alice": NEW, "bob": NEW})) == {"handover"}
    assert _step(coop, {"alice": NEW, "bob": NEW, "carol": NEW}).minute.eligible == 5


def test_who_came_back_and_went_away_by_their_own_word_is_set_aside_no_more(coop: Coop) -> None:
    _set_aside(coop)
    coop.state("bob", "back")
    coop.run_clerk()
    assert coop.member("bob").set_aside_at is None
    coop.state("bob", "away", {"until": add(coop.now, "P60D")})
    coop.run_clerk()
    assert refusal(lambda: _step(coop, {"alice": NEW, "bob": NEW})) == {"handover"}
