"""Laws of the whole: what holds for any ballots, any history and any falsified byte."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.commit import Commit
from govtool.core.ids import digest_of
from govtool.core.minute import TRAILER
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.filing import FiledCommit
from govtool.domain.decisions.roll import has_voter
from govtool.io.signature.signature import verify_commit
from govtool.io.signature.signing import MemoryKey
from govtool.roles.minutes.audit_report import Report
from govtool.roles.minutes.book import book_at
from tests.world.coop import Coop
from tests.world.examples import histories
from tests.world.people import MINUTES_A_WEEK, key_of, refusal, shipped_bylaws, without_probation
from tests.world.words import MOTION, TEA

CHOICES = st.sampled_from(["for", "against", "abstain"])


@pytest.fixture(scope="module")
def coop(tmp_path_factory: pytest.TempPathFactory) -> Coop:
    """A vote with everything that ballots can be: changed minds, twins, contradictions, strangers."""
    coop = Coop.copied(tmp_path_factory, tmp_path_factory.mktemp("laws"))
    coop.open("alice", "kettle", TEA, files={"tea.md": b"Tea\n"})
    return coop


@pytest.fixture(scope="module")
def ballots(coop: Coop) -> tuple[str, ...]:
    number = "0001"
    return (
        coop.vote("alice", number, "for", cast=1),
        coop.vote("alice", number, "against", cast=3),
        coop.vote("alice", number, "for", cast=2),
        coop.vote("bob", number, "for", reason="it is good"),
        coop.vote("bob", number, "for", reason="it is cheap"),
        coop.vote("carol", number, "for"),
        coop.vote("carol", number, "against"),
        coop.vote("dan", number, "for"),
    )


@pytest.fixture(scope="module")
def strangers(coop: Coop) -> tuple[str, ...]:
    number = "0001"
    return (
        coop.vote("erin", number, "abstain", key=key_of("mallory")),
        coop.vote("vera", number, "for"),
        coop.vote("erin", number, "against", data=b"choice: yes\n"),
    )


def gathers(coop: Coop, groups: list[list[str]]) -> str | None:
    """A chain of gathers, one for each group that is not empty."""
    head = opening = coop.head
    for group in filter(None, groups):
        head = coop.commit(coop.hub.loose_commit(opening).tree, (head, *group), "Gather\n", coop.clerk_key)
    return None if head == opening else head


@given(data=st.data())
def test_any_order_and_any_grouping_of_the_same_ballots_gives_the_same_minute(
    coop: Coop, ballots: tuple[str, ...], data: st.DataObject
) -> None:
    at, filing = coop.entry("0001").closes_at, coop.entry("0001").filing
    order = data.draw(st.permutations((*ballots, filing)))
    places = [data.draw(st.integers(0, 3)) for _ in order]
    again = data.draw(st.lists(st.sampled_from(ballots), max_size=3))
    groups = [[oid for oid, place in zip(order, places, strict=True) if place == group] for group in range(4)]
    event = coop.decision("0001", at, gathers(coop, [*groups, again]))
    plain = coop.decision("0001", at, gathers(coop, [[*ballots, filing]]))
    assert event.apply(coop.registry)[1] == plain.apply(coop.registry)[1]
    question = plain.apply(coop.registry)[1]["questions"][0]
    assert (question.for_, question.against, question.abstain, question.voted_heads) == (3, 2, 0, 3)


@given(data=st.data())
def test_a_gather_that_holds_what_is_no_ballot_decides_nothing_wherever_that_is(
    coop: Coop, ballots: tuple[str, ...], strangers: tuple[str, ...], data: st.DataObject
) -> None:
    at, filing = coop.entry("0001").closes_at, coop.entry("0001").filing
    order = data.draw(st.permutations((*ballots, filing, data.draw(st.sampled_from(strangers)))))
    cut = data.draw(st.integers(0, len(order)))
    event = coop.decision("0001", at, gathers(coop, [order[:cut], order[cut:]]))
    assert "gather" in refusal(lambda: event.apply(coop.registry))


@given(choices=st.dictionaries(st.sampled_from(sorted(MINUTES_A_WEEK)), CHOICES), data=st.data())
def test_leaving_out_whole_persons_never_passes_what_is_rejected(
    coop: Coop, choices: dict[str, str], data: st.DataObject
) -> None:
    oids = {voter: coop.vote(voter, "0001", choice) for voter, choice in choices.items()}
    kept = [oid for oid in oids.values() if data.draw(st.booleans())]
    at = coop.entry("0001").closes_at
    with_all = coop.decision("0001", at, gathers(coop, [list(oids.values())])).result(coop.registry)[0]
    with_fewer = coop.decision("0001", at, gathers(coop, [kept])).result(coop.registry)[0]
    assert with_fewer == "rejected" or with_all == "passed"


# Replay --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Coop:
    """A year in short: a vote that passes, one that fails, statements, a void span, a page, new clerk keys."""
    coop = Coop.copied(tmp_path_factory, tmp_path_factory.mktemp("history"))
    coop.pass_("alice", "kettle", TEA, files={"tea.md": b"Tea\n"})
    coop.state("alice", "rotate-key", coop.rotation("alice", 2))
    coop.run_clerk()
    coop.tamper("registry/bylaws.yaml", b"mine: true\n")
    coop.tamper("README.md", b"Hello\n")
    coop.run_clerk()
    number = coop.open("bob", "teapot", MOTION)
    coop.vote("carol", number, "against")
    coop.tamper("docs/page.md", b"A page\n")
    coop.finish(number)
    stands = coop.book.newest[1]
    coop.state("erin", "resign")
    coop.run_clerk()
    coop.hand_over("alice bob carol", key_of("new clerk"), stands=stands)
    coop.clerk_key = key_of("new clerk")
    coop.open("dan", "cup", "- {action: assign-duty, member: dan, duty: cook, holds: true}")
    return coop


def chain_of(coop: Coop) -> list[str]:
    return list(coop.hub.first_parents(coop.head))[::-1]


def seen(report: Report) -> tuple[object, ...]:
    """What must be the same, however the audit came there."""
    assert report.book is not None
    page = report.book.page
    return page.good, page.tree, page.head, page.void_since, report.ok


def test_the_history_has_everything(history: Coop) -> None:
    report = history.audit()
    assert report.ok and [found.code for found in report.warnings] == ["void_span"]
    assert set(report.events) == {"founded", "opened", "decided", "enacted", "stated", "repaired", "handed-over"}


@given(data=st.data())
@histories(30)
def test_an_audit_in_one_go_equals_one_that_is_resumed_anywhere(history: Coop, data: st.DataObject) -> None:
    chain = chain_of(history)
    stops = sorted({data.draw(st.integers(0, len(chain) - 1)) for _ in range(3)})
    report = history.audit(head=chain[stops[0]])
    for stop in (*stops[1:], len(chain) - 1):
        assert report.book is not None
        report = history.audit(since=report.book, head=chain[stop])
    assert seen(report) == seen(history.audit())


def test_at_every_commit_the_resumed_audit_says_what_the_whole_one_says(history: Coop) -> None:
    chain = chain_of(history)
    report = history.audit(head=chain[0])
    for oid in chain[1:]:
        assert report.book is not None
        report = history.audit(since=report.book, head=oid)
        assert seen(report)[:4] == seen(history.audit(head=oid))[:4]


@given(data=st.data())
@histories(30)
def test_a_book_that_is_opened_in_the_middle_finds_every_minute_of_its_past(history: Coop, data: st.DataObject) -> None:
    whole = history.audit().book
    assert whole is not None
    number = data.draw(st.integers(0, whole.newest[0].number))
    fresh = book_at(history.hub, whole.page.good, whole.page.head, founded=whole.founded, voids=whole.voids)
    assert fresh.commit_of(number) == whole.commit_of(number)
    for oid in chain_of(history):
        assert fresh.is_on_main(oid)
        assert fresh.commit_of(number) == whole.commit_of(number)


# Falsified bytes -----------------------------------------------------------------------------------------------------


@given(data=st.data())
def test_any_changed_byte_of_a_governed_file_is_named_with_its_commit(history: Coop, data: st.DataObject) -> None:
    """The commit is sealed anew by the clerk's own key, so that only the byte itself gives it away."""
    chain = chain_of(history)
    place = data.draw(st.integers(1, len(chain) - 1))
    commit = history.hub.loose_commit(chain[place])
    files = [path for path, _ in history.hub.files(commit.tree) if path.startswith(("registry/", "proposals/"))]
    path = data.draw(st.sampled_from(files))
    original = history.file(path, commit.id) or b""
    at = data.draw(st.integers(0, len(original) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != original[at]))
    changed = original[:at] + bytes([byte]) + original[at + 1 :]
    tree = history.tree(commit.tree, {path: changed})
    head = history.commit(tree, commit.parents, _resealed(commit.message, original, changed), _key_under(commit))
    report = history.audit(since=history.audit(head=chain[place - 1]).book, head=head)
    mine = [found for found in report.findings if found.commit == head]
    assert mine, "a changed byte must be found"
    # the records of an opening are judged as the text that they are of, so that text is what the finding names
    of_opening = path.startswith((DocketEntry.home.folder(), FiledCommit.home.folder()))
    is_new = history.file(path, commit.parents[0]) is None
    assert (of_opening and is_new) or path in {found.path for found in mine}, mine


def _resealed(message: str, original: bytes, changed: bytes) -> str:
    return message.replace(f"{TRAILER}: {digest_of(original)}", f"{TRAILER}: {digest_of(changed)}")


def _key_under(commit: Commit) -> MemoryKey | None:
    """The clerk's key that a commit was sealed with, if it was."""
    blob = verify_commit(commit).key_blob
    return next((key for key in (key_of("clerk"), key_of("new clerk")) if key.public_key.base64 == blob), None)


# Any life ------------------------------------------------------------------------------------------------------------


def _turns() -> Iterator[str]:
    yield from ("motion", "hours", "duty", "vote", "vote", "vote", "wait", "rotate", "resign", "withdraw", "page")


@given(turns=st.lists(st.tuples(st.sampled_from(list(_turns())), st.integers(0, 4)), min_size=4, max_size=10))
@histories(6)
def test_any_life_of_legal_events_stays_clean_and_keeps_a_voter(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[str, int]]
) -> None:
    coop = Coop.found(tmp_path_factory.mktemp("life") / "coop", bylaws=shipped_bylaws(without_probation))
    names = sorted(MINUTES_A_WEEK)
    for count, (turn, who) in enumerate(turns):
        _take(coop, turn, names[who], count)
        coop.run_clerk()
        assert not coop.failed()
        assert has_voter(coop.registry, coop.now)
    coop.later("P40D")
    coop.run_clerk()
    assert coop.audit().ok and not coop.registry.names("registry/docket/open")


def _take(coop: Coop, turn: str, who: str, count: int) -> None:
    if turn == "motion":
        coop.propose(who, f"motion-{count}", MOTION)
    elif turn == "hours":
        minutes = coop.member(who).committed_minutes_per_week
        action = f"- {{action: change-hours, member: {who}, from_minutes: {minutes}, to_minutes: {minutes + 60}}}"
        coop.propose("alice", f"hours-{count}", action)
    elif turn == "duty":
        coop.propose(who, f"duty-{count}", f"- {{action: assign-duty, member: {who}, duty: cook-{count}, holds: true}}")
    elif turn == "vote":
        for name in coop.registry.names("registry/docket/open"):
            number = name.removesuffix(".yaml")
            if coop.entry(number).is_open:
                coop.vote(who, number, ("for", "for", "against")[count % 3], cast=count + 1)
    elif turn == "wait":
        coop.later("P3D")
    elif turn == "rotate":
        coop.state(who, "rotate-key", coop.rotation(who, count + 2))
    elif turn == "resign":
        coop.state(who, "resign")
    elif turn == "withdraw":
        coop.state(who, "withdraw", {"proposal": "0001"})
    elif turn == "page":
        coop.tamper(f"docs/{count}.md", b"A page\n")
