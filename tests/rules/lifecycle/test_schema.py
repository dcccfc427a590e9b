"""The JSON Schemas and the models say the same: on real files, and on files that are spoilt in every field."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from govtool.cli.main import run
from govtool.domain.decisions.proposal import Proposal
from govtool.domain.decisions.statement import Statement, read_body
from govtool.errors import Refused
from govtool.io.file.yamlfile import CLERK_LIMIT, load
from govtool.io.git.store import read_canonical
from govtool.roles.lifecycle.schema import ACTIONS, KINDS, MODELS, STATEMENTS, kind_at, schema
from govtool.roles.minutes.registry import NEWEST
from tests.world.golden import FILES, first

VALIDATORS = {name: Draft202012Validator(schema(name)) for name in MODELS}


def model_takes(kind: str, value: Any) -> bool:
    try:
        record = KINDS[kind].read(value, kinds=NEWEST)
        if isinstance(record, Statement):
            read_body(record, NEWEST)
    except Refused:
        return False
    return True


def test_every_schema_is_one() -> None:
    for name in MODELS:
        made = schema(name)
        Draft202012Validator.check_schema(made)
        assert made["$schema"].endswith("2020-12/schema") and made["$id"] == f"urn:govtool:schema:1:{name}"
        assert made["additionalProperties"] is False and made["type"] == "object"


END = "the end of the file, behind one line feed"


@pytest.mark.parametrize(
    ("change", "line", "expected"),
    [
        (lambda data: b"# mine\n" + data, 1, "'creditor: \"alice\"'"),
        (lambda data: data.replace(b'"alice"', b"alice"), 1, "'creditor: \"alice\"'"),
        (lambda data: data.replace(b"paid_minor: ", b"paid_minor:  "), 3, "'paid_minor: 3000'"),
        (lambda data: data + b"# mine\n", 11, END),
        (lambda data: data + b"\n", 12, END),
        (lambda data: data[:-1], 11, END),
    ],
    ids=["comment", "quotes", "space", "comment at the end", "empty line", "no line feed"],
)
def test_what_is_not_canonical_is_told_with_the_first_line_and_what_belongs_there(
    change: Callable[[bytes], bytes], line: int, expected: str
) -> None:
    with pytest.raises(Refused) as caught:
        read_canonical(change(first("account")), KINDS["account"], "account.yaml", kinds=NEWEST)
    (found,) = caught.value.findings
    assert (found.code, found.line, found.values["what"]) == ("canonical", line, f"expected {expected}")


# Good and bad samples ------------------------------------------------------------------------------------------------

JUNK: tuple[Any, ...] = (True, -1, 0, 10**20, "", "Alice", "alice\n", "x" * 3000, [], {}, "$(id)", 1.5)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every value inside a file."""
    yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*at, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from places(inner, (*at, position))


def spoilt(value: Any, place: tuple[Any, ...], junk: Any) -> Any:
    """The file with one value replaced; `None` takes a field out, an extra field stands for itself."""
    made = copy.deepcopy(value)
    inner = made
    for step in place[:-1]:
        inner = inner[step]
    if place and junk is None and isinstance(inner, dict):
        del inner[place[-1]]
    elif place:
        inner[place[-1]] = junk
    else:
        made["an extra field"] = junk
    return made


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_model_never_takes_what_its_schema_refuses(path: str, draw: st.DataObject) -> None:
    value = load(FILES[path], path, CLERK_LIMIT).value
    place = draw.draw(st.sampled_from(sorted(places(value), key=str)))
    made = spoilt(value, place, draw.draw(st.sampled_from((*JUNK, None))))
    kind = kind_at(path)
    assert kind is not None
    if model_takes(kind, made):
        assert VALIDATORS[kind].is_valid(made), list(VALIDATORS[kind].iter_errors(made))


# name: the kind, and what is spoilt. Both refuse it.
BAD: dict[str, tuple[str, tuple[Any, ...], Any]] = {
    "an unknown field": ("member", (), 1),
    "a missing field": ("member", ("membership",), None),
    "an id with a line feed": ("member", ("id",), "alice\n"),
    "an id with a Cyrillic letter": ("member", ("id",), "аlice"),
    "a number as text": ("member", ("committed_minutes_per_week",), "600"),
    "true for a number": ("member", ("committed_minutes_per_week",), True),
    "more minutes than a week has": ("member", ("committed_minutes_per_week",), 168 * 60 + 1),
    "a key of another kind": ("member", ("keys", 0, "type"), "ssh-dss"),
    "a choice that YAML 1.1 reads as true": ("ballot", ("choice",), "yes"),
    "a cast of 0": ("ballot", ("cast",), 0),
    "a reason of a megabyte": ("ballot", ("reason",), "x" * 1_000_000),
    "a digest with a line feed": ("ballot", ("opening",), "sha256:" + "0" * 64 + "\n"),
    "an instant without a zone": ("proposal", ("open_before",), "2026-11-11T11:00:00"),
    "no actions": ("proposal", ("actions",), []),
    "an unknown action": ("proposal", ("actions", 0, "action"), "crown"),
    "an action's extra field": ("proposal", ("actions", 0, "amount"), 1),
    "an unknown statement": ("statement", ("kind",), "crown"),
    "a body of another kind": ("statement", ("body",), {"proposal": "0001"}),
    "a rule's name with spaces": ("bylaws", ("rules",), {"a rule": {}}),
    "bylaws without rules": ("bylaws", ("rules",), {}),
    "rules of another version": ("organization", ("rules",), 2),
    "a minute of an unknown event": ("minute", ("event",), "crowned"),
}


@pytest.mark.parametrize("case", BAD)
def test_both_refuse(case: str) -> None:
    kind, place, junk = BAD[case]
    made = spoilt(load(first(kind), kind, CLERK_LIMIT).value, place, junk)
    assert not model_takes(kind, made)
    assert not VALIDATORS[kind].is_valid(made)


def test_what_only_the_models_can_say() -> None:
    """The documented differences: a float that is whole, and rules over several fields."""
    ballot = {**load(first("ballot"), "ballot").value, "cast": 1.0}  # type: ignore[dict-item]
    assert VALIDATORS["ballot"].is_valid(ballot) and not model_takes("ballot", ballot)
    bylaws = load(first("bylaws"), "bylaws").value
    longer = spoilt(bylaws, ("rules", "ordinary", "earliest"), "P300D")
    assert VALIDATORS["bylaws"].is_valid(longer) and not model_takes("bylaws", longer)
    device = spoilt(load(first("member"), "member").value, ("id",), "con")
    assert VALIDATORS["member"].is_valid(device) and not model_takes("member", device)


def test_every_action_and_statement_is_part_of_its_file_s_schema() -> None:
    actions = {item["$ref"].rsplit("/", 1)[-1] for item in schema("proposal")["$defs"]["Action"]["oneOf"]}
    assert actions == {action.__name__ for action in ACTIONS.values()}
    assert schema("statement")["properties"]["kind"]["enum"] == sorted(STATEMENTS)
    motion = {"action": "motion"}
    proposal = {**load(first("proposal"), "proposal").value, "actions": [motion]}  # type: ignore[dict-item]
    assert VALIDATORS["proposal"].is_valid(proposal) and Proposal.read(proposal, kinds=NEWEST)
    assert VALIDATORS["action-motion"].is_valid(motion)


# The command ---------------------------------------------------------------------------------------------------------


def test_schemas_are_listed_printed_written_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == list(MODELS)
    assert run(["schema", "ballot", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == schema("ballot")
    assert run(["schema", "crown"]) == 2
    assert run(["schema", "--write", str(tmp_path / "schemas")]) == 0
    assert len(list((tmp_path / "schemas").iterdir())) == len(MODELS)
    assert run(["-C", str(tmp_path), "schema", "--check", "schemas"]) == 0
    (tmp_path / "schemas" / "ballot.json").write_text("{}\n")
    capsys.readouterr()
    assert run(["-C", str(tmp_path), "schema", "--check", "schemas"]) == 10
    assert "schemas/ballot.json is not the schema" in capsys.readouterr().out
