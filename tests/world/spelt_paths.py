"""The rule that a path of a record is spelt in one place, its home: `tests/test_house.py` holds every module to it."""

from __future__ import annotations

import ast
import re

# a path of a record, or the beginning of one
RECORD_PATH = re.compile(r"\b(?:registry|proposals)/[^\s`]")
SPELT_PATHS = {
    "cli/prove/simulate.py": "the example in a help",
    "roles/desk/lookup.py": "what people type for a proposal, as a shell completes it",
}


def template_problems(place: str, source: str) -> list[str]:
    """Where the files of a kind lie is said once, by its home: no other text or pattern spells such a path."""
    tree = ast.parse(source)
    homes = {id(inner) for node in ast.walk(tree) if is_home(node) for inner in ast.walk(node)}
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    begun = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return [
        f"{place}:{node.lineno}: spells a path; take it from the home of the record"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in homes | said
        if RECORD_PATH.search(node.value + "x" * (id(node) in begun)) and place not in SPELT_PATHS
    ]


def is_home(node: ast.AST) -> bool:
    """Whether a node says where the files of a kind lie."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Home"
