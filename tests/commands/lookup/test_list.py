"""`govtool list`: the kinds that people can list, and how they find one record among many."""

from __future__ import annotations

import re

import pytest

from govtool.core.record import Record
from govtool.roles.minutes.registry import NEWEST
from tests.threats.attack_hours import entry, log
from tests.world.coop import Coop
from tests.world.laptop import Laptop
from tests.world.words import MOTION

POLICY = "- action: adopt-policy\n  policy: {0}\n  title: {0}\n  from_version: 0\n  text: {0}.md\n"
FIELD = re.compile(r"\b[a-z]+_[a-z_]+\b|\bsha256:")
"""The name of a field as files have it, or a digest."""


@pytest.fixture
def erin(coop: Coop) -> Laptop:
    coop.pass_("alice", "tea", POLICY.format("tea"), files={"tea.md": b"We drink tea.\n"})
    coop.later("P20D")
    coop.open("bob", "hello", MOTION)
    assert not log(coop, "carol", entry("2026-11-08"))
    coop.run_clerk()
    return Laptop(coop, "erin")


def numbers(laptop: Laptop, *typed: str) -> list[str]:
    return [row["number"] for row in laptop.reads("list", *typed)]


def test_open_is_a_word_for_the_open_proposals(erin: Laptop) -> None:
    assert "About hello" in erin.types("list", "open") and "tea" not in erin.types("list", "open")
    assert numbers(erin, "open") == numbers(erin, "proposals", "--open") == ["0002"]


def test_proposals_are_found_by_person_day_month_and_words(erin: Laptop) -> None:
    assert numbers(erin, "--by", "bob") == ["0002"] and numbers(erin, "--by", "ali") == ["0001"]
    assert numbers(erin, "--month", "2026-11") == numbers(erin) == ["0002", "0001"]
    opened = erin.reads("list", "open")[0]["opened_at"][:10]
    assert numbers(erin, "--since", opened) == ["0002"], "that day included"
    assert numbers(erin, "proposals", "TEA") == ["0001"] and numbers(erin, "proposals", "tea", "hello") == []
    assert "None of the proposals fits that." in erin.types("list", "--month", "2026-01") and erin.status == 0


def test_other_kinds_are_found_so_too(erin: Laptop) -> None:
    assert "carol/2026-11/1" in erin.types("list", "hours", "--by", "carol", "--month", "2026-11")
    assert "None of the timesheets" in erin.types("list", "timesheets", "--by", "bob")
    assert "Tea" not in erin.types("list", "policies", "coffee")
    assert "tea" in erin.types("list", "policies", "drink"), "the text of a policy is searched as well"
    assert "carol/1  records hours" in erin.types("list", "statements", "--by", "carol")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("open", "--since", "soon"), "a day of the calendar"),
        (("open", "--month", "2026"), "2026-11"),
        (("open", "--by", "nobody-here"), "there is no member"),
        (("teams", "--by", "bob"), "--by cannot choose among teams"),
        (("members", "--open"), "--open cannot choose among members"),
        (("drafts", "--month", "2026-11"), "drafts can only be searched by words"),
        (("polices",), "did you mean policies"),
        (("cats",), "one of: open, accounts, applications, "),
        (("ballots",), "govtool tally PROPOSAL"),
        (("minutes",), "govtool log"),
        (("slugs",), "for a program: govtool list slugs --json"),
    ],
)
def test_what_cannot_be_listed_is_refused_with_what_can(erin: Laptop, typed: tuple[str, ...], said: str) -> None:
    assert said in erin.types("list", *typed) and erin.status == 2


def test_no_list_shows_a_field_of_a_file_or_a_digest(erin: Laptop) -> None:
    for kind in NEWEST.records:
        told = erin.types("list", kind, "--offline")
        shown = [line for line in told.splitlines() if line.startswith("  ") and "→" not in line]
        assert [line for line in shown if FIELD.search(line)] == [], kind


@pytest.mark.parametrize("words", ["minute 2", "minute 0", "carol/1", "organization", "registry/bylaws.yaml"])
def test_what_is_shown_has_no_field_of_a_file(erin: Laptop, words: str) -> None:
    told = erin.types("show", *words.split()).split("(trusted")[0]
    assert erin.status == 0 and [found for found in FIELD.findall(told) if found != "sha256:"] == []


def test_every_kind_with_columns_has_each_field_that_they_name() -> None:
    for model in NEWEST.records.values():
        for column in model.columns:
            for name in re.findall(r"{([a-z_]+)", " ".join([column.text, *(text for *_, text in column.cases)])):
                assert name in column.parts or hasattr(model, name) or name in model.model_fields, (model, name)
    assert not Record.columns


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("vote", "for", "2"), "did you mean govtool vote 2 for?"),
        (("vote", "yes", "hello"), "did you mean govtool vote hello for?"),
        (("vote", "against"), "→ govtool vote ID against"),
        (("vote", "2", "yes"), "→ write it as for"),
        (("show", "tea", "policy"), "did you mean govtool show policy tea?"),
        (("show", "12"), "there is no proposal 12; the newest is 2"),
        (("show", "3"), "entry 3 of the log: govtool show minute 3"),
        (("show", "hullo"), "did you mean hello?"),
        (("list", "--by", "bobb"), "did you mean bob?"),
    ],
)
def test_what_was_meant_is_offered(erin: Laptop, typed: tuple[str, ...], said: str) -> None:
    assert said in erin.types(*typed) and erin.status == 2
    assert erin.reads("tally", "2")["counted"] == [], "nothing was signed"
