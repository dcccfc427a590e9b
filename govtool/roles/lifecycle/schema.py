"""JSON Schemas of every record, action and statement, made from the models: for editors and for other programs.

Draft 2020-12. A schema accepts everything that its model accepts. The reverse does not hold everywhere, because JSON
Schema has no word for it. 30.0 is an integer there and none here, and only the model has rules on several fields at
once (a rule's periods, the references in bylaws). Patterns refuse a trailing line feed, also in readers whose `$`
stands before one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from govtool.core.record import FileRecord, Record
from govtool.domain.decisions.action import Action
from govtool.domain.decisions.statement import Body, Statement
from govtool.domain.lifecycle.handover import Handover
from govtool.domain.people.letter import Letter
from govtool.errors import UsageError
from govtool.io.file.regular import read_regular
from govtool.roles.minutes.registry import NEWEST

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = 1
ACTIONS, STATEMENTS = NEWEST.words(Action), NEWEST.words(Body)
KINDS: Mapping[str, type[FileRecord]] = {**NEWEST.records, "handover": Handover, "letter": Letter}
"""Every kind of file that has a schema."""
MODELS: Mapping[str, type[Record]] = {
    **KINDS,
    **{f"action-{kind}": model for kind, model in ACTIONS.items()},
    **{f"statement-{kind}": model for kind, model in STATEMENTS.items()},
}
"""All models that have a schema, by its name: kinds of records, then actions and statements."""

_REF = "#/$defs/"
# A `$` alone also matches before a last line feed in Python, Perl and others.
_END = r"$(?!\n)"


def kind_at(path: str) -> str | None:
    """The kind of file that lies at a path, None where none does."""
    return next((kind for kind, model in KINDS.items() if model.home.match(path) is not None), None)


def places(name: str) -> str:
    """The places of the files of a kind; empty for an action or a statement, which is no file."""
    return " or ".join(KINDS[name].home.shown) if name in KINDS else ""


@cache
def encoded(name: str) -> str:
    """The text of a schema's file. It is always the same, so it is kept."""
    return json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n"


def files() -> dict[str, str]:
    """The text of every schema by its file's name."""
    return {f"{name}.json": encoded(name) for name in MODELS}


def differing(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """The files of a folder that differ from these texts or are missing, by name."""
    return [name for name, text in texts.items() if _read(folder / name) != text]


def _read(path: Path) -> str | None:
    try:
        return read_regular(path).decode("utf-8", "replace")
    except OSError:
        return None


def schema(name: str) -> dict[str, Any]:
    """The schema of a name. Raises UsageError where there is none."""
    model = MODELS.get(name)
    if model is None:
        raise UsageError(f"there is no schema {name!r}", "see what there is: govtool schema")
    places, made = _generated(model, *(STATEMENTS.values() if model is Statement else ()))
    holds_actions = Action.__name__ in made  # each of a kind of its own
    if holds_actions:
        places, made = _generated(model, *ACTIONS.values())
    definitions: dict[str, Any] = {key: _tidy(value) for key, value in made.items()}
    if holds_actions:
        definitions[Action.__name__] = {"oneOf": [{"$ref": places[action]} for action in ACTIONS.values()]}
    top = definitions.pop(places[model].removeprefix(_REF))
    if model is Statement:
        _bind_bodies(top, {kind: places[body] for kind, body in STATEMENTS.items()})
    used = used_by(top, definitions)
    head = {"$schema": DIALECT, "$id": f"urn:govtool:schema:{VERSION}:{name}", "title": name}
    defined = {"$defs": {key: definitions[key] for key in sorted(used)}} if used else {}
    return {**head, **top, **defined}


def _generated(*models: type[Record]) -> tuple[dict[type[Record], str], dict[str, Any]]:
    """The place of each model among the definitions, and these, with all that they refer to."""
    wanted = list(dict.fromkeys(models))
    references, made = models_json_schema([(each, "validation") for each in wanted], by_alias=True)
    return {each: references[(each, "validation")]["$ref"] for each in wanted}, made["$defs"]


def _bind_bodies(top: dict[str, Any], places: Mapping[str, str]) -> None:
    """The kind of a statement decides what its body holds."""
    top["properties"]["kind"] = {"enum": sorted(places)}
    top["allOf"] = [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": {"properties": {"body": {"$ref": place}}}}
        for kind, place in sorted(places.items())
    ]


def _tidy(value: Any) -> Any:
    """A generated schema in our form: without titles and defaults, patterns anchored, tables counted as tables."""
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    for key, inner in value.items():
        if key in ("title", "default") and not isinstance(inner, dict):
            continue
        if key in ("properties", "$defs"):
            made[key] = {name: _tidy(each) for name, each in inner.items()}
        elif key == "patternProperties":
            made[key] = {_anchored(pattern): _tidy(each) for pattern, each in inner.items()}
            made["additionalProperties"] = False
        elif key == "pattern":
            made[key] = _anchored(inner)
        elif key == "description":
            made[key] = " ".join(inner.split())
        else:
            made[key] = _tidy(inner)
    return _with_counts(made) if made.get("type") == "object" else made


def _with_counts(made: dict[str, Any]) -> dict[str, Any]:
    """The bounds of a table's size, which come out with the words for texts."""
    words = {"minLength": "minProperties", "maxLength": "maxProperties"}
    return {words.get(key, key): value for key, value in made.items()}


def _anchored(pattern: str) -> str:
    return pattern[:-1] + _END if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern


def used_by(top: Mapping[str, Any], definitions: Mapping[str, Any]) -> set[str]:
    """The names of the definitions that a schema refers to, directly or through others."""
    found: set[str] = set()
    waiting: list[Any] = [top]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            target = value.get("$ref")
            name = target.removeprefix(_REF) if isinstance(target, str) else ""
            if name in definitions and name not in found:
                found.add(name)
                waiting.append(definitions[name])
            waiting.extend(value.values())
    return found
