"""Finds sentences that are hard to read, in documents, help, messages and docstrings, and commits without a reason.

    python -m tests.prose             # each fault as FILE:LINE: what is wrong; exit status 1 if there is one
    python -m tests.prose --median    # how many words the sentences of the documents have

A sentence ends with a full stop, a question mark or an exclamation mark; a heading, an item of a list and a cell of a
table are sentences of their own. Code counts as one word.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.world.place import ROOT

LONGEST = 30
"""Words of the longest sentence."""
LONGEST_SUBJECT = 72
"""Letters of the longest subject of a commit."""
SINCE = "2026-11-30T15:00:00Z"
"""From when on a commit must have a body and a short subject."""
CODE = "`code`"
KEPT = frozenset({f"What {CODE} is owed stays owed.", "Who can pass"})
"""Sentences that the rules write into proposals, so that old histories hold these bytes, and the title of a list."""

_NAMED = "(?<![Pp]erson )(?<![Mm]ember )(?<![Pp]eople )(?<![Pp]ersons )(?<![Mm]embers )"
BANNED = {
    rf"{_NAMED}\b[Ww]ho (?:is|has|left|wants)\b(?![^.]*\?)": ("name the person: `a member who …`"),
    r"\bis (?:told|said|had|asked)\b": "name who tells, says or asks",
    r"\bfor ever\b": "write `permanently`",
    r"\bcomes of\b": "write what follows from it",
    r"^(?:Who|What) (?!(?:to|you)\b)[^?]*$": "begin with the person or the thing, not with a clause",
    r"^Where [^?]*$": "a condition begins with `if` or `when`",
    r"\bbut for\b": "write `except`",
    r"\bis to be\b|\bhas to be\b": "write `must`",
}
"""What nobody should have to read, as regular expressions for one sentence, and what to write."""

_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9`…])")
_WORD = re.compile(r"[^\W_]")
_CODES = re.compile(rf"(?:{CODE}|[A-Z]{{3}}|[0-9a-f-]+|[\s,])*")
"""A list of codes, such as currencies or code points: data, and no sentence."""
_PAGE = MarkdownIt("commonmark").enable("table")


class Sentence(NamedTuple):
    """One sentence that somebody reads, and the line on which the text around it begins."""

    path: str
    line: int
    text: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(1 for word in self.text.split() if _WORD.search(word))


class Fault(NamedTuple):
    """What is wrong with a sentence or a commit."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


# Where sentences come from ------------------------------------------------------------------------------------------


def sentences(text: str, path: str, line: int) -> Iterator[Sentence]:
    """The sentences of a running text."""
    for part in _END.split(" ".join(text.split())):
        if part:
            yield Sentence(path, line, part)


def of_page(text: str, path: str = "") -> Iterator[Sentence]:
    """The sentences of a page of Markdown; its blocks of code are read by nobody as prose."""
    for token in _PAGE.parse(text):
        if token.type == "inline":
            yield from sentences(_shown(token), path, token.map[0] + 1 if token.map else 1)


def _shown(token: Token) -> str:
    kinds = {"code_inline": CODE, "softbreak": " ", "hardbreak": ". "}
    return "".join(kinds.get(each.type, each.content if each.type == "text" else "") for each in token.children or [])


def of_module(source: str, path: str = "") -> Iterator[Sentence]:
    """The sentences that a module says: its docstrings, its help and its messages."""
    tree = ast.parse(source)
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        text = _text(node) if id(node) not in inside or isinstance(node, ast.JoinedStr) else ""
        for paragraph in re.split(r"\n\s*\n|\n\s*(?=- )", text):
            indented = paragraph.startswith("    ") and "\n" not in paragraph.strip()
            if " " in paragraph.strip() and not indented:
                yield from sentences(re.sub(r"`[^`]*`", CODE, paragraph), path, getattr(node, "lineno", 1))


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else CODE for part in node.values)
    return ""


# What is wrong ------------------------------------------------------------------------------------------------------


def faults_of(sentence: Sentence) -> Iterator[Fault]:
    """Why a sentence is hard to read."""
    if sentence.text in KEPT:
        return
    place, shown = f"{sentence.path}:{sentence.line}", sentence.text[:160]
    if sentence.words > LONGEST and not _CODES.fullmatch(sentence.text):
        yield Fault(place, f"{sentence.words} words, at most {LONGEST}: {shown}")
    for pattern, advice in BANNED.items():
        if found := re.search(pattern, sentence.text):
            yield Fault(place, f"“{found[0][:30]}”: {advice}: {shown}")


def faults_of_commit(commit: str, subject: str, body: str) -> Iterator[Fault]:
    """Why the message of a commit says too little or too much."""
    if len(subject) > LONGEST_SUBJECT:
        yield Fault(commit, f"the subject has {len(subject)} letters, at most {LONGEST_SUBJECT}: {subject}")
    if not body.strip():
        yield Fault(commit, f"no body says why: {subject}")


def documents(root: Path) -> Iterator[Sentence]:
    """Every sentence of the documents."""
    for path in [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]:
        yield from of_page(path.read_text("utf-8"), str(path.relative_to(root)))


def program(root: Path) -> Iterator[Sentence]:
    """Every sentence of the program."""
    for path in sorted((root / "govtool").rglob("*.py")):
        yield from of_module(path.read_text("utf-8"), str(path.relative_to(root)))


def commits(root: Path) -> Iterator[Fault]:
    """What is wrong with the commits since this is held; none if the folder is no repository."""
    command = ["git", "log", "--no-merges", f"--since={SINCE}", "--format=%h%x00%s%x00%b%x01"]
    log = subprocess.run(command, cwd=root, capture_output=True, text=True).stdout
    for entry in filter(None, log.replace("\x01\n", "\x01").split("\x01")):
        commit, subject, body = entry.split("\0")
        yield from faults_of_commit(commit, subject, body)


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Prints the faults, or the median; 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.prose", description="Find sentences that are hard to read.")
    parser.add_argument("--median", action="store_true", help="only how long the sentences of the documents are")
    if parser.parse_args(arguments).median:
        # a heading and a cell of a table are read at a glance; a sentence ends
        lengths = [sentence.words for sentence in documents(root) if sentence.text[-1] in ".!?"]
        print(f"{len(lengths)} sentences, median {median(lengths)} words, longest {max(lengths)}")
        return 0
    read: Iterable[Sentence] = [*documents(root), *program(root)]
    faults = [fault for sentence in read for fault in faults_of(sentence)]
    faults += commits(root)
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
