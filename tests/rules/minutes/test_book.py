"""The book: which commits are main's, which of them added a minute, and what of a void span is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from govtool.core.ids import digest_of
from govtool.core.minute import Minute
from govtool.errors import GovtoolError
from govtool.io.git.git import Git
from govtool.io.signature.trust import Pin, TrustStore
from govtool.roles.desk.desk import book_of_pin, remember
from govtool.roles.minutes.book import VoidSpan, book_at
from tests.world.coop import Coop
from tests.world.people import key_of
from tests.world.words import MOTION


def test_every_minute_has_its_commit_and_one_that_is_not_there_has_none(coop: Coop) -> None:
    founded = coop.head
    coop.open("alice", "kettle", MOTION)
    opened = coop.head
    coop.tamper("docs/page.md", b"A page\n")
    assert [coop.book.commit_of(number) for number in (0, 1)] == [founded, opened]
    assert coop.book.founded == founded
    with pytest.raises(GovtoolError, match="main does not hold minute 2"):
        coop.book.commit_of(2)


def test_the_commit_of_any_minute_is_the_one_that_the_whole_walk_meets(coop: Coop) -> None:
    added = {0: coop.head}

    def note() -> None:
        added.setdefault(coop.book.newest[0].number, coop.head)

    for place in range(6):
        coop.open("alice", f"kettle-{place}", MOTION)
        note()
        coop.tamper(f"docs/page-{place}.md", b"A page\n")
        if place == 3:
            coop.tamper("registry/bylaws.yaml", b"mine: true\n")
            coop.run_clerk()
    # the minutes after the fourth are dropped, and others get their numbers
    last = digest_of(coop.file(Minute.home.path(4)) or b"")
    coop.hand_over("alice bob carol", key_of("new clerk"), stands=last)
    added = {number: commit for number, commit in added.items() if number <= 4}
    note()
    for numbers in (sorted(added), sorted(added, reverse=True)):
        book = book_at(coop.hub, coop.head, founded=coop.book.founded, voids=coop.book.voids)
        assert {number: book.commit_of(number) for number in numbers} == {number: added[number] for number in numbers}
    with pytest.raises(GovtoolError, match="main does not hold minute 6"):
        coop.book.commit_of(6)


def test_the_newest_minute_is_found_without_reading_years_of_history(coop: Coop) -> None:
    for place in range(5):
        coop.tamper(f"docs/page-{place}.md", b"A page\n")
    coop.open("alice", "kettle", MOTION)
    founding = coop.hub.first_parent(coop.hub.first_parent(coop.head) or "") or ""
    book = book_at(coop.hub, coop.head, founded=coop.book.founded)
    read: list[str] = []
    state_at = book.state_at
    book.__dict__["state_at"] = lambda commit: read.append(commit) or state_at(commit)
    assert book.commit_of(1) == coop.head and coop.book.founded not in read and founding not in read


def test_main_is_its_first_parents_back_to_the_founding_and_no_further(coop: Coop) -> None:
    coop = coop.another(history={"README.md": b"Hello\n"})
    before = coop.hub.loose_commit(coop.head).parents[0]
    ballot = coop.vote("alice", coop.open("alice", "kettle", MOTION))
    assert coop.book.is_on_main(coop.book.founded) and coop.book.is_on_main(coop.head)
    assert not coop.book.is_on_main(before) and not coop.book.is_on_main(ballot)
    assert not coop.book.is_on_main("0" * 40)


def test_what_is_not_on_main_costs_the_way_to_where_it_left_main(coop: Coop) -> None:
    for place in range(12):
        coop.tamper(f"docs/page-{place}.md", b"A page\n")
    number = coop.open("alice", "kettle", MOTION)
    first = coop.gather(number, coop.vote("alice", number))
    page = coop.book.page
    second = coop.commit(page.tree, (first, coop.vote("bob", number)), "Gather\n", coop.clerk_key)
    read: list[str] = []
    git = Git(coop.hub.folder)
    first_parent = git.first_parent
    git.__dict__["first_parent"] = lambda oid: read.append(oid) or first_parent(oid)
    for gather in (first, second):
        assert not book_at(git, coop.head, founded=coop.book.founded).is_on_main(gather)
    assert coop.book.founded not in read and len(set(read)) <= 5
    old = coop.book.founded
    assert book_at(git, coop.head, founded=old).is_on_main(old)


def test_a_void_span_is_a_part_of_main_and_adds_no_minute(coop: Coop) -> None:
    coop.open("alice", "kettle", MOTION)
    opened = coop.head
    void = coop.tamper("registry/bylaws.yaml", b"mine: true\n")
    assert coop.book.page.void_since == void and coop.book.voids == ()
    coop.run_clerk()
    assert coop.book.voids == (VoidSpan(void, coop.head),)
    assert coop.book.is_on_main(void) and coop.book.commit_of(1) == opened
    assert coop.book.state_before(1).data("registry/minutes/00/00/000001.yaml") is None


def test_a_pin_keeps_the_founding_and_the_void_spans(coop: Coop, tmp_path: Path) -> None:
    coop.tamper("registry/bylaws.yaml", b"mine: true\n")
    coop.run_clerk()
    trust = TrustStore(tmp_path / "trust.json")
    remember(trust, coop.audit(), coop.now)
    pin = TrustStore(tmp_path / "trust.json").find(coop.genesis)
    assert pin is not None and pin.is_verified
    book = book_of_pin(coop.hub, pin, coop.head)
    assert (book.founded, book.voids) == (coop.book.founded, coop.book.voids) and len(book.voids) == 1


def test_a_pin_that_was_typed_in_or_lacks_the_founding_opens_no_book(coop: Coop) -> None:
    assert not Pin(coop.genesis, "Test", coop.now).is_verified
    assert not Pin(coop.genesis, "Test", coop.now, head=coop.head, good=coop.head).is_verified
    assert Pin(coop.genesis, "Test", coop.now, head=coop.head, good=coop.head, founded=coop.head).is_verified


def test_a_damaged_pin_file_is_told_and_not_believed(coop: Coop, tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    trust = TrustStore(path)
    remember(trust, coop.audit(), coop.now)
    path.write_text(path.read_text().replace(f'"founded": "{coop.head}"', '"founded": "HEAD"'))
    with pytest.raises(GovtoolError, match="cannot be read"):
        trust.pins()
