"""The home of a kind: one template says where its files lie, and what their paths say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.home import Home, Template
from govtool.core.ids import digest_of
from govtool.core.minute import Minute
from govtool.core.record import FileRecord, Record
from govtool.core.state import Nothing, State
from govtool.domain.constitution.member import Member
from govtool.domain.decisions.ballot import Ballot
from govtool.domain.decisions.critique import Critic, Critique
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.domain.decisions.proposal import Proposal
from govtool.domain.decisions.statement import Statement
from govtool.domain.decisions.trial import Trial
from govtool.domain.money.debt import Debt, creditor_of, path_of
from govtool.domain.people.complaint import Complaint
from govtool.roles.lifecycle.schema import KINDS
from govtool.roles.minutes.registry import NEWEST
from tests.world.golden import FILES, golden

MEMBER = Home("member", "registry/members/{id:shard}/{id}.yaml")
DEBT = Home("debt", "registry/debts/{owed_on:year}/{owed_on:month}/{creditor}-{number:03d}.yaml")
CASE = Home("case", "registry/open/{number}.yaml", "registry/closed/{number:hundred}/{number}.yaml")
ONE = Home("one", "registry/one.yaml")
DIGEST = digest_of(b"tea")
EMPTY = State(Nothing(NEWEST))

# A path and its way back ---------------------------------------------------------------------------------------------

FILLED: dict[str, tuple[Home, tuple[Any, ...], str]] = {
    "a name": (Home("team", "registry/teams/{id}.yaml"), ("kitchen",), "registry/teams/kitchen.yaml"),
    "a shard": (MEMBER, ("alice",), "registry/members/al/alice.yaml"),
    "a shard of a short name": (MEMBER, ("a",), "registry/members/a/a.yaml"),
    "a day and a number": (DEBT, ("2026-11-30", "al-1", 7), "registry/debts/2026/11/al-1-007.yaml"),
    "more digits than asked for": (DEBT, ("2026-11-30", "al", 12345), "registry/debts/2026/11/al-12345.yaml"),
    "two shards": (Home("x", "r/{id:initials}/{id}.yaml"), ("alice",), "r/a/al/alice.yaml"),
    "a hundred": (Home("x", "r/{number:hundred}/{number}.yaml"), ("0123",), "r/01/0123.yaml"),
    "more than ten thousand": (Home("x", "r/{number:hundred}/{number}.yaml"), ("12345",), "r/123/12345.yaml"),
    "below a hundred": (Home("x", "r/{number:hundred}/{number}.yaml"), ("0099",), "r/00/0099.yaml"),
    "two hundreds": (Home("x", "r/{number:hundreds}/{number:06d}.yaml"), (123456,), "r/12/34/123456.yaml"),
    "more than a million": (Home("x", "r/{number:hundreds}/{number:06d}.yaml"), (1234567,), "r/123/45/1234567.yaml"),
    "a digest": (Home("x", "r/{of:hex-shard}/{of:hex}.yaml"), (DIGEST,), f"r/{DIGEST[7:9]}/{DIGEST[7:]}.yaml"),
    "an instant": (Home("x", "r/{until:day}/{id}.yaml"), ("2026-11-30T08:00:00Z", "a"), "r/2026-11-30/a.yaml"),
    "a choice": (Home("x", "r/{about:slug|person}/{name}.yaml"), ("slug", "tea"), "r/slug/tea.yaml"),
    "nothing to fill": (ONE, (), "registry/one.yaml"),
    "signs of a format": (Home("x", "r/100%/{id}.yaml"), ("{0}%s",), "r/100%/{0}%s.yaml"),
}


@pytest.mark.parametrize("case", FILLED)
def test_a_template_is_filled_and_read_back(case: str) -> None:
    home, values, path = FILLED[case]
    assert home.path(*values) == path
    read = home.match(path)
    assert read is not None and home.path(*read) == path


def test_what_a_path_says_comes_in_the_order_of_the_fields_and_numbers_as_numbers() -> None:
    assert DEBT.fields == ("owed_on", "creditor", "number")
    assert DEBT.match("registry/debts/2026/11/al-1-007.yaml") == ("2026-11", "al-1", 7)
    assert FILLED["a digest"][0].match(FILLED["a digest"][2]) == (DIGEST,)
    assert CASE.match("registry/closed/01/0123.yaml") == CASE.match("registry/open/0123.yaml") == ("0123",)
    assert ONE.match("registry/one.yaml") == ()


@pytest.mark.parametrize("name", ["", "a/b", "..", ".", "../x", "/", ".hidden", "a/../b"])
def test_a_value_that_would_make_another_path_is_refused(name: str) -> None:
    home = Home("x", "registry/{member}/{number:06d}.yaml")
    with pytest.raises(ValueError, match="does not fit"):
        home.path(name, 1)
    with pytest.raises(ValueError, match="does not fit"):
        Home("x", "registry/x/{id}.yaml").path(name)


def test_a_dot_inside_a_name_is_none_that_hides() -> None:
    assert Home("x", "registry/x/{id}.yaml").path("a..b") == "registry/x/a..b.yaml"


@pytest.mark.parametrize("values", [(), ("2026-11-30", "al"), ("2026-11-30", "al", 1, 2)])
def test_a_path_needs_every_field_once(values: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match="zip"):
        DEBT.path(*values)


STRANGERS = [
    "registry/debts/2026/11/al-07.yaml",
    "registry/debts/2026/11/al-007.yml",
    "registry/debts/2026/11/al-007.yaml\n",
    "registry/debts/2026/11/deeper/al-007.yaml",
    "registry/debts/2026/al-007.yaml",
    "x/registry/debts/2026/11/al-007.yaml",
    "registry/debts/2026/11/-007.yaml",
    "registry/debts/2026/11/al-0007.yaml",
    f"registry/debts/2026/11/al-{'9' * 13}.yaml",
    f"registry/debts/2026/11/al-{'9' * 5000}.yaml",
]


@pytest.mark.parametrize("path", STRANGERS)
def test_another_path_does_not_match(path: str) -> None:
    assert DEBT.match(path) is None


def test_a_choice_is_one_of_those_named() -> None:
    home, _, _ = FILLED["a choice"]
    assert home.match("r/person/bob.yaml") == ("person", "bob") and home.match("r/team/bob.yaml") is None
    assert home.shown == ("r/(slug|person)/*.yaml",)


def test_people_are_shown_stars() -> None:
    assert CASE.shown == ("registry/open/*.yaml", "registry/closed/*/*.yaml")


NAMES = st.from_regex(r"[a-z](-?[a-z0-9]){1,30}", fullmatch=True)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": st.integers(0, 999_999),
    "text": st.integers(1, 999_999).map(lambda number: f"{number:04d}"),
    "digest": st.binary(max_size=4).map(digest_of),
    "day": st.dates().map(lambda day: f"{day.isoformat()}T08:00:00Z"),
    "name": NAMES,
}


def value_of(template: Template, field: str) -> st.SearchStrategy[Any]:
    """Values that a field of a template may have, by the form in which it stands there."""
    forms = re.findall(rf"\{{{field}(?::([^}}]*))?\}}", template.text)
    if any("|" in form for form in forms):
        return st.sampled_from(forms[0].split("|"))
    for kind, words in (
        ("number", ("06d", "04d", "03d")),
        ("text", ("hundred-of-these", "number")),
        ("digest", ("hex",)),
        ("day", ("year", "day")),
    ):
        if set(words) & set(forms):
            return VALUES[kind]
    return VALUES["name"]


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_of_every_kind_a_path_is_read_back_as_it_was_made(kind: str, draw: st.DataObject) -> None:
    home = KINDS[kind].home
    for closed, template in enumerate(home.templates):
        values = [draw.draw(value_of(template, field)) for field in template.fields]
        path = home.path(*values, closed=bool(closed))
        read = home.match(path)
        assert read is not None and home.path(*read, closed=bool(closed)) == path
        assert path.startswith(home.top) and all(part not in ("", ".", "..") for part in path.split("/"))
        if kind in NEWEST.records:
            assert NEWEST.at(path) is KINDS[kind]


@pytest.mark.parametrize("path", FILES)
def test_what_lies_somewhere_knows_where(path: str) -> None:
    (model,) = (kind for kind in KINDS.values() if kind.home.match(path) is not None)
    record = golden(model)[path]
    if all(hasattr(record, field) for field in model.home.fields):
        assert record.path == path
    else:
        with pytest.raises(AttributeError):
            _ = record.path


# Finding records -----------------------------------------------------------------------------------------------------


class Case(FileRecord):
    """A record that moves once it is over."""

    home: ClassVar[Home] = CASE

    number: str
    is_over: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether it is over."""
        return self.is_over


class Stray(Record):
    """Something else."""


def cases(*numbers: str, over: tuple[str, ...] = ()) -> State:
    """A state with such records."""
    state = State(Nothing(NEWEST)).keep(*(Case(number=number) for number in numbers))
    return state.keep(*(Case(number=number, is_over=True) for number in over))


def test_a_record_is_found_by_its_fields_open_or_closed() -> None:
    state = cases("0001", over=("0123",))
    assert Case.of(state, "0001") == Case(number="0001") == Case.one(state, "0001")
    assert Case.of(state, "0123") == Case(number="0123", is_over=True)
    assert state.get(Case, "registry/closed/01/0123.yaml") == Case.of(state, "0123")
    assert Case.of(state, "0002") is None


@pytest.mark.parametrize("name", ["", "../open/0001", "..", "no number"])
def test_what_can_be_no_name_is_not_there(name: str) -> None:
    assert Case.of(cases("0001"), name) is None


@pytest.mark.parametrize("name", ["", "../open", "..", ".x", "a/b"])
def test_below_a_folder_that_can_have_no_such_name_lies_nothing(name: str) -> None:
    home = Home("x", "registry/x/{member}/{number:06d}.yaml")
    state = State(Nothing(NEWEST))
    assert [*home.paths(state, name)] == [*home.listed(state, name)] == []


def test_a_record_that_has_to_be_there_is_missed() -> None:
    with pytest.raises(LookupError, match=r"registry/open/0002\.yaml is missing"):
        Case.one(cases("0001"), "0002")


def test_records_come_in_order_and_what_lies_in_the_way_not_at_all() -> None:
    state = cases("0002", "0001", over=("0123", "0007", "0124"))
    state = state.put("registry/open/0003.yaml", Stray()).put("registry/closed/00/x.yaml", Stray())
    assert [case.number for case in Case.all(state)] == ["0001", "0002"]
    assert [case.number for case in Case.all(state, closed=True)] == ["0007", "0123", "0124"]
    assert [case.number for case in Case.all(state, closed=True, newest_first=True)] == ["0124", "0123", "0007"]
    assert list(Case.all(cases())) == []


def test_a_folder_is_that_of_the_first_fields() -> None:
    assert (DEBT.top, DEBT.folder(), DEBT.folder("2026-11")) == (
        *["registry/debts"] * 2,
        "registry/debts/2026/11",
    )
    assert (CASE.folder(), CASE.folder(closed=True)) == ("registry/open", "registry/closed")
    assert Home("x", "proposals/{year}/{slug}/proposal.yaml").folder("2026", "tea") == "proposals/2026/tea"
    assert MEMBER.folder("alice") == "registry/members/al"


def test_a_step_behind_a_field_is_no_field() -> None:
    home = Home("vote", "proposals/{year}/{slug}/votes/{voter}.yaml")
    state = State(Nothing(NEWEST)).put("proposals/2026/tea/votes/bob.yaml", Stray())
    state = state.put("proposals/2026/tea/notes/eve.yaml", Stray()).put("proposals/2027/cake/votes/al.yaml", Stray())
    assert list(home.paths(state)) == ["proposals/2026/tea/votes/bob.yaml", "proposals/2027/cake/votes/al.yaml"]
    assert list(home.listed(state, newest_first=True)) == [("2027", "cake", "al"), ("2026", "tea", "bob")]
    assert list(home.paths(state, "2026", "tea")) == ["proposals/2026/tea/votes/bob.yaml"]


def test_folders_tell_the_first_field_as_far_as_they_go() -> None:
    paths = [
        "registry/debts/2026/11/bob-001.yaml",
        "registry/debts/2026/12/bob-001.yaml",
        "registry/debts/2027/01/al-001.yaml",
    ]
    state = State(Nothing(NEWEST))
    for path in paths:
        state = state.put(path, Stray())
    assert list(DEBT.firsts(state)) == ["2026-11", "2026-12", "2027-01"]
    assert list(DEBT.firsts(state, newest_first=True)) == ["2027-01", "2026-12", "2026-11"]
    assert list(DEBT.listed(state, "2026-12")) == [("2026-12", "bob", 1)]
    deeper = Home("sheet", "registry/sheets/{month:year}/{month:month}/{member}/{number:03d}.yaml")
    state = State(Nothing(NEWEST)).put("registry/sheets/2026/11/bob/001.yaml", Stray())
    assert list(deeper.firsts(state)) == ["2026-11"]


def test_an_index_is_found_by_what_it_is_about() -> None:
    assert SlugUse.home.path("biscuits") == "registry/docket/slugs/b/bi/biscuits.yaml"
    with pytest.raises(AttributeError):
        _ = SlugUse(proposal="0001").path


def test_what_is_over_lies_elsewhere() -> None:
    entries = golden(DocketEntry)
    assert {entry.is_closed for entry in entries.values()} == {True, False}
    complaint = next(iter(golden(Complaint).values()))
    over = complaint.changed(ended_at="2027-01-01T00:00:00Z", end="failed")
    assert complaint.path.replace("/open/", "/closed/") == over.path


def test_a_debt_is_found_by_its_name() -> None:
    path, debt = next(iter(golden(Debt).items()))
    assert debt.id == "2026/11/alice-001" and creditor_of(debt.id) == "alice"
    assert path == path_of(debt.id) == debt.path
    with pytest.raises(ValueError, match="no name of a debt"):
        path_of("2026/11/alice")


PEOPLE = 100_000
"""How many people, minutes and proposals the largest organisation has for which folders stay small."""


def _names_in(folders: Iterable[str]) -> int:
    """The most names in one folder that holds these files, or in one above it."""
    held: dict[str, set[str]] = {}
    for path in folders:
        while path:
            path, _, name = path.rpartition("/")
            held.setdefault(path, set()).add(name)
    return max(len(names) for names in held.values())


def _spread(number: int) -> str:
    """An id of a hundred thousand whose first letters are spread evenly."""
    return f"{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{number:05d}"


FOLDERS: dict[str, Callable[[], Iterable[str]]] = {
    "a million minutes": lambda: map(Minute.home.path, range(0, 1_000_000, 7)),
    "a hundred minutes in a row": lambda: map(Minute.home.path, range(999_900, 1_000_100)),
    "people": lambda: (Member.home.path(_spread(number)) for number in range(PEOPLE)),
    "statements of one person": lambda: (Statement.home.path("alice", number) for number in range(1, 3_651)),
    "one statement of each": lambda: (Statement.home.path(_spread(number), 1) for number in range(PEOPLE)),
    "proposals of twenty years": lambda: (
        Proposal.home.path(f"20{year:02d}-{month:02d}", f"about-{number}")
        for year in range(26, 46)
        for month in range(1, 13)
        for number in range(167)
    ),
    "objections to one proposal": lambda: (Critique.home.path("0012", number) for number in range(1, 200_000, 7)),
    "one objection to each proposal": lambda: (Critique.home.path(f"{n:04d}", 1) for n in range(1, 40_000)),
    "critics": lambda: (Critic.home.path(_spread(number)) for number in range(PEOPLE)),
    "ballots of one vote": lambda: (Ballot.home.path("2026-11", "tea", _spread(number)) for number in range(PEOPLE)),
    "debts of one month": lambda: (Debt.home.path("2026-11-30", _spread(number), 1) for number in range(PEOPLE)),
    "ended trials": lambda: (Trial.home.path(f"{n:04d}", closed=True) for n in range(1, 40_000)),
    "closed proposals": lambda: (DocketEntry.home.path(f"{n:04d}", closed=True) for n in range(1, 40_000)),
}


@pytest.mark.parametrize("case", FOLDERS)
def test_no_folder_that_an_event_writes_anew_grows_without_end(case: str) -> None:
    """An event costs the folders that hold its files: at the largest size each has some 250 names."""
    assert _names_in(FOLDERS[case]()) <= 250


def test_names_with_numbers_are_in_the_order_of_their_values() -> None:
    names = ("al-999", "al-1000", "al-12", "am-001", "al-2-001")
    state = EMPTY
    for name in names:
        state = state.put(f"registry/debts/2026/11/{name}.yaml", Stray())
    found = [path.rpartition("/")[2].removesuffix(".yaml") for path in DEBT.paths(state, "2026-11-30")]
    assert found == ["al-2-001", "al-12", "al-999", "al-1000", "am-001"]
    text = Home("x", "registry/x/{id}.yaml")
    state = EMPTY.put("registry/x/a10.yaml", Stray()).put("registry/x/a9.yaml", Stray())
    assert [name for (name,) in text.listed(state)] == ["a10", "a9"], "an id is text"


def test_the_folders_of_a_kind_are_those_that_hold_its_files() -> None:
    home = Home("x", "registry/x/{id:initials}/{id}.yaml")
    state = EMPTY.put("registry/x/a/al/alice.yaml", Stray()).put("registry/x/b/bo/bob.yaml", Stray())
    assert list(home.folders(state)) == ["registry/x/a/al", "registry/x/b/bo"] and list(home.folders(EMPTY)) == []
