"""GitHub's own description of its API, and what it says of a request and of an answer.

It is the package `@octokit/openapi`, which lies in tests/forge/node_modules. Only the parts that are asked for are read
as schemas, since the whole of it is large. A test that needs it fails where it is not there: it is never skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.world.place import ROOT

PLACE = ROOT / "tests/forge/node_modules/@octokit/openapi/generated/api.github.com.json"
_NOTES = {"title", "description", "example", "examples", "format", "readOnly", "nullable", "discriminator"}
_NAMED = {"properties", "patternProperties"}
_MAPPED = re.compile(r"\{[^/{}]+\}")


@lru_cache(maxsize=1)
def _whole() -> dict[str, Any]:
    if not PLACE.is_file():
        raise AssertionError(f"{PLACE} is missing: run `make test`, or `npm ci` in tests/forge")
    found: dict[str, Any] = json.loads(PLACE.read_bytes())
    return found


@lru_cache(maxsize=1)
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Every path as a pattern, the ones with fewer blanks first: `/a/b` goes before `/a/{x}`."""
    paths = sorted(_whole()["paths"], key=lambda path: (len(_MAPPED.findall(path)), path))
    return [
        (re.compile("".join("([^/]+)" if _MAPPED.fullmatch(part) else re.escape(part) for part in _parts(path))), path)
        for path in paths
    ]


def _parts(path: str) -> list[str]:
    return re.split(r"(\{[^/{}]+\})", path)


def _at(pointer: str) -> Any:
    node: Any = _whole()
    for part in pointer.removeprefix("#/").split("/"):
        node = node[unquote(part).replace("~1", "/").replace("~0", "~")]
    return node


def resolved(node: Any) -> Any:
    """What a node stands for."""
    while "$ref" in node:
        node = _at(node["$ref"])
    return node


def _schema(node: Any) -> Any:
    """A schema of OpenAPI 3.0 as one of JSON Schema; what it refers to stays a reference."""
    if isinstance(node, list):
        return [_schema(part) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": f"urn:github:{node['$ref']}".replace("#", "")}
    made = {
        name: {key: _schema(part) for key, part in value.items()} if name in _NAMED else _schema(value)
        for name, value in node.items()
        if name not in _NOTES and not name.startswith("x-")
    }
    return {"anyOf": [made, {"type": "null"}]} if node.get("nullable") else made


def _uris(schema: Any) -> Iterator[str]:
    """What a schema refers to."""
    if isinstance(schema, list):
        for part in schema:
            yield from _uris(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for part in schema.values():
            yield from _uris(part)


_parts_by_uri: dict[str, Any] = {}


def _registry(schema: Any) -> Registry[Any]:
    """All that a schema refers to, directly or through others; one that is asked for parts looks again at each use."""
    used: dict[str, Any] = {}
    waiting = list(_uris(schema))
    while waiting:
        uri = waiting.pop()
        if uri not in used:
            if uri not in _parts_by_uri:
                _parts_by_uri[uri] = _schema(_at("#" + uri.removeprefix("urn:github:")))
            used[uri] = _parts_by_uri[uri]
            waiting.extend(_uris(used[uri]))
    resources = [(uri, Resource.from_contents(part, default_specification=DRAFT202012)) for uri, part in used.items()]
    return Registry().with_resources(resources).crawl()


_validators: dict[int, Draft202012Validator] = {}
"""By the identity of the node, which is a part of the description and lives as long as that."""


def problems_of(value: object, node: Any) -> list[str]:
    """What a schema of the description says of a value."""
    if id(node) not in _validators:
        schema = _schema(node)
        _validators[id(node)] = Draft202012Validator(schema, registry=_registry(schema))
    return [f"{error.json_path}: {error.message[:300]}" for error in _validators[id(node)].iter_errors(value)]


@dataclass(frozen=True)
class Operation:
    """One thing that the API can be asked: its method, path with blanks, what fills them, and what is said of it."""

    method: str
    template: str
    filled: tuple[str, ...]
    said: Any

    def request_problems(self, query: dict[str, str], body: object) -> Iterator[str]:
        """What is wrong with a request: parameters or fields that it does not know, or values that do not fit."""
        known = {}
        for parameter in map(resolved, self.said.get("parameters", ())):
            known[parameter["in"], parameter["name"]] = parameter
        for name, text in query.items():
            parameter = known.get(("query", name))
            if parameter is None:
                yield f"{self}: knows no parameter {name}"
                continue
            kind = resolved(parameter["schema"]).get("type")
            value: object = int(text) if kind == "integer" and text.isdigit() else text
            if kind == "boolean":
                value = {"true": True, "false": False}.get(text, text)
            yield from (f"{self}: {name}: {found}" for found in problems_of(value, parameter["schema"]))
        names = [name.strip("{}") for name in _MAPPED.findall(self.template)]
        for name, text in zip(names, self.filled, strict=True):
            parameter = known.get(("path", name))
            if parameter is not None:
                kind = resolved(parameter["schema"]).get("type")
                value = int(text) if kind == "integer" and text.isdigit() else text
                yield from (f"{self}: {name}: {found}" for found in problems_of(value, parameter["schema"]))
        yield from self._body_problems(body)

    def _body_problems(self, body: object) -> Iterator[str]:
        wanted = self.said.get("requestBody")
        if wanted is None:
            if body is not None:
                yield f"{self}: takes no body"
            return
        wanted = resolved(wanted)
        node = wanted["content"]["application/json"]["schema"]
        if body is None:
            if wanted.get("required"):
                yield f"{self}: needs a body"
            return
        yield from (f"{self}: {found}" for found in problems_of(body, node))
        fields = resolved(node).get("properties")
        if fields is not None and isinstance(body, dict):
            yield from (f"{self}: knows no field {name}" for name in body if name not in fields)

    def answer_problems(self, status: int, value: object) -> Iterator[str]:
        """What is wrong with an answer: a status that it does not know, or a value of another shape."""
        found = self.said["responses"].get(str(status))
        if found is None:
            yield f"{self}: does not answer {status}"
            return
        content = resolved(found).get("content", {}).get("application/json")
        if content is not None:
            yield from (f"{self}: {problem}" for problem in problems_of(value, content["schema"]))
        elif value is not None:
            yield f"{self}: {status} has no content"

    def specimen(self, status: int) -> Any:
        """A value of the shape that it answers with; of a list, an item."""
        node = resolved(self.said["responses"][str(status)])["content"]["application/json"]["schema"]
        node = resolved(node)
        return specimen(node["items"] if node.get("type") == "array" else node)

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


@lru_cache(maxsize=1000)
def operation(method: str, path: str) -> Operation | None:
    """The operation that a request is for; None where the API has none."""
    for pattern, template in _templates():
        match = pattern.fullmatch(path)
        said = _whole()["paths"][template].get(method.lower()) if match else None
        if match and said is not None:
            return Operation(method, template, tuple(map(unquote, match.groups())), said)
    return None


def specimen(node: Any) -> Any:
    """The smallest value that a schema allows."""
    node = resolved(node)
    if node.get("nullable"):
        return None
    for several in ("oneOf", "anyOf"):
        if several in node and "properties" not in node:
            return specimen(node[several][0])
    if "allOf" in node:
        made: dict[str, Any] = {}
        for part in node["allOf"]:
            made |= specimen(part)
        return made
    if "enum" in node:
        return node["enum"][0]
    kind = node.get("type", "object")
    if kind == "object":
        fields = node.get("properties", {})
        return {name: specimen(fields[name]) for name in node.get("required", ()) if name in fields}
    texts = {"uri": "https://example.org/", "date-time": "2026-11-01T00:00:00Z"}
    plain = {"array": [], "integer": node.get("minimum", 0), "number": 0, "boolean": False}
    return plain[kind] if kind in plain else texts.get(node.get("format", ""), "")
