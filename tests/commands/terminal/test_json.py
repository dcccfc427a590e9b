"""The one way in which answers become JSON: what is shown of a frozen value, and what is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from govtool.cli.terminal.json import picked, plain, print_error, print_json
from govtool.core.finding import finding
from govtool.domain.money.contest import ContestPayment
from govtool.errors import GovtoolError, Refused


class Span(NamedTuple):
    least: int
    most: int


@dataclass(frozen=True)
class Part:
    name: str
    share: Fraction
    span: Span


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def first(self) -> Part:
        return self.parts[0]


WHOLE = Whole((Part("a", Fraction(1, 2), Span(1, 2)), Part("b", Fraction(3), Span(0, 0))))


def test_a_frozen_value_is_shown_by_its_fields_down_to_the_last() -> None:
    first = {"name": "a", "share": "1/2", "span": {"least": 1, "most": 2}}
    second = {"name": "b", "share": "3", "span": {"least": 0, "most": 0}}
    assert plain(WHOLE) == {"parts": [first, second], "note": None}


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, None),
        (True, True),
        (0, 0),
        ("", ""),
        ((), []),
        ({}, {}),
        (MappingProxyType({"a": ()}), {"a": []}),
        (frozenset({"b", "a"}), ["a", "b"]),
        ((each for each in (1, 2)), [1, 2]),
        (Path("a/b"), "a/b"),
        (GovtoolError("it failed", "try again"), {"message": "it failed", "hint": "try again"}),
    ],
)
def test_what_has_one_form_in_json_is_shown_so(value: object, data: object) -> None:
    assert plain(value) == data


def test_a_record_is_shown_as_its_file_holds_it() -> None:
    assert plain(ContestPayment(payout=1, reason="nothing came")) == {"payout": 1, "reason": "nothing came"}


def test_a_finding_is_shown_with_its_sentence_and_what_to_do_next() -> None:
    shown = plain(finding("path_denied", "docs/a.md", 3, target="docs/a.md"))
    assert isinstance(shown, dict) and (shown["code"], shown["path"], shown["line"]) == ("path_denied", "docs/a.md", 3)
    assert "docs/a.md" in shown["message"] and shown["hint"] and "values" not in shown


@pytest.mark.parametrize("value", [b"bytes", bytearray(b"a"), 0.5, object(), Part, {1: "a"}, {"a": (b"a",)}])
def test_what_has_no_one_form_in_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


def test_some_fields_are_picked_by_name_and_others_put_beside_them() -> None:
    assert picked(WHOLE, "note first.name first.span", value=Fraction(1, 3), names="") == {
        "note": None,
        "name": "a",
        "span": {"least": 1, "most": 2},
        "value": "1/3",
        "names": None,
    }
    with pytest.raises(AttributeError):
        picked(WHOLE, "no_such_field")


def test_an_object_carries_the_number_of_its_format_and_a_list_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(WHOLE.first.span)
    assert json.loads(capsys.readouterr().out) == {"format": 1, "least": 1, "most": 2}
    print_json((WHOLE.first.span,))
    assert json.loads(capsys.readouterr().out) == [{"least": 1, "most": 2}]


@pytest.mark.parametrize("letter", ["\x7f", "\x1b", "\u202e", "\x9b"])
@pytest.mark.parametrize("beside", ["", "ä"])
def test_a_name_cannot_steer_the_terminal(letter: str, beside: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": f"a{letter}b{beside}"})
    said = capsys.readouterr().out
    assert letter not in said and json.loads(said)["name"] == f"a{letter}b{beside}"


@pytest.mark.parametrize(
    ("error", "codes"),
    [
        (Refused([finding("path_denied", "b", target="b"), finding("path_denied", "a", target="a")]), ["a", "b"]),
        (GovtoolError("it failed", "try again"), [None]),
    ],
)
def test_an_error_is_an_object_with_findings_in_their_order(
    error: GovtoolError, codes: list[str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    print_error(error)
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [each.get("path") for each in found] == codes
    assert {each["code"] for each in found} == {"path_denied" if codes[0] else "cannot_run"}
