"""`govtool schema` shows the fields of a kind to people, and its JSON Schema to programs."""

from __future__ import annotations

import json

import pytest

from govtool.cli.main import run
from govtool.roles.lifecycle.schema import MODELS, encoded


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["schema", *arguments]) == 0
    return capsys.readouterr().out


def test_schema_shows_a_person_the_fields_the_place_and_the_limits(capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "policy")
    assert "  version*  whole number, 1 or more\n      1 at first, one more for each new text\n" in shown
    assert "The file is at registry/policies/*.yaml." in shown and "at most 64 KiB" in shown and "`" not in shown
    assert "  adopted_by  proposal number\n" in shown, "a field without a star can be left out"


def test_schema_shows_the_tables_inside_and_kinds_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Row:\n  class*  wage, probationary\n" in said(capsys, "wages")
    assert "to_minor*" in said(capsys, "action-set-wage")
    assert "The file is at" not in said(capsys, "statement-resign")


@pytest.mark.parametrize("name", MODELS)
def test_schema_shows_every_kind(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    fields = json.loads(encoded(name)).get("properties", {})
    shown = said(capsys, name)
    assert [field for field in fields if f"\n  {field}" not in shown] == []


def test_schema_prints_json_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "policy", "--json") == encoded("policy")
    assert "policy" in json.loads(said(capsys, "--json"))


def test_schema_of_an_unknown_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "nonsense"]) == 2
    assert "there is no schema 'nonsense'" in capsys.readouterr().err
