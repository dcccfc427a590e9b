"""The co-operative's own further demands on its records: `schemas/KIND.local.json`, JSON Schemas of its own making.

They are read from main, never from the change that is judged, so that nobody loosens the rule that stops them. They
bind what is proposed, not what was decided: the audit does not know them. A schema is data; nothing that it refers to
is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from govtool.core.finding import Finding, finding
from govtool.io.file.yamlfile import Document
from govtool.io.git.git import Git

FOLDER = "schemas"
SUFFIX = ".local.json"
_MOST = 20


class LocalSchemas:
    """The co-operative's own schemas as one tree holds them; each is compiled once."""

    def __init__(self, git: Git, tree: str) -> None:
        self._git = git
        self._tree = tree
        self._made: dict[str, Any] = {}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kinds that have a schema, with the blob that holds it."""
        folder = self._git.entry(self._tree, FOLDER)
        if folder is None or not folder.is_tree:
            return {}
        names = self._git.tree(folder.oid).items()
        return {name[: -len(SUFFIX)]: e.oid for name, e in names if name.endswith(SUFFIX) and not e.is_tree}

    def problems(self, kind: str, document: Document, path: str) -> Iterator[Finding]:
        """The faults of a record of a kind against the co-operative's own schema, with line and column."""
        if kind not in self.kinds:
            return
        name = f"{FOLDER}/{kind}{SUFFIX}"
        validator = self._validator(kind)
        if isinstance(validator, str):
            yield finding("local_schema", path, schema=name, what=f"it is no JSON Schema: {validator}")
            return
        for shown, error in enumerate(sorted(validator.iter_errors(document.value), key=_order)):
            if shown == _MOST:
                return
            line, column = document.position(tuple(error.absolute_path))
            where = ".".join(str(step) for step in error.absolute_path)
            what = f"{where}: {error.message}" if where else error.message
            yield finding("local_schema", path, line, column, schema=name, what=what[:300])

    def _validator(self, kind: str) -> Any:
        """The compiled schema, or in words why there is none."""
        if kind not in self._made:
            self._made[kind] = _compiled(self._git.blob(self.kinds[kind]))
        return self._made[kind]


def _order(error: Any) -> tuple[str, str]:
    return str(list(error.absolute_path)), error.message


def _compiled(data: bytes) -> Any:
    from jsonschema import Draft202012Validator, SchemaError
    from referencing import Registry

    try:
        schema = json.loads(data)
        Draft202012Validator.check_schema(schema)
    except (ValueError, RecursionError) as error:
        return str(error)
    except SchemaError as error:
        return error.message
    # An empty registry: a reference to another document is an error and never a request over the network.
    return Draft202012Validator(schema, registry=Registry())
