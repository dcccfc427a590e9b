"""A git commit as bytes: what a governed commit may look like, and which of its bytes are signed.

Two readers. `parse_commit` knows one strict form and refuses everything else; whatever has authority goes
through it. `parse_loosely` reads any commit the way `git verify-commit` does, for looking at the signatures
of a foreign history. Both look for the signature among the headers only: a signature block in the message
is just text.

Promises: pure; the payload of a commit is byte for byte what its signer signed. Does not verify signatures,
does not compute object ids, and never interprets names, e-mail addresses or dates, which anyone can write.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from govtool.core.finding import Finding, finding
from govtool.core.sshsig import ARMOR_BEGIN, ARMOR_END
from govtool.errors import Refused

_OBJECT_ID = r"[0-9a-f]{40}"
# One match decides the whole header block; `[^\n]` lets no line be folded. `+` on the identity lines,
# because a committer line without any text is made by no tool.
_HEADERS = re.compile(
    rf"tree (?P<tree>{_OBJECT_ID})\n"
    rf"(?P<parents>(?:parent {_OBJECT_ID}\n)*)"
    r"author (?P<author>[^\n]+)\n"
    r"committer (?P<committer>[^\n]+)\n"
    r"(?:gpgsig (?P<signature>[^\n]*\n(?: [^\n]*\n)*))?"
)
_HEADER_NAMES = ("tree", "parent", "author", "committer", "gpgsig")
_PARENT_LINE = len("parent ") + 40 + 1
_ANY_ID = re.compile(r"[0-9A-Fa-f]{40}")
_FIRST_PARENT = re.compile(rb"tree [0-9a-f]{40}\nparent ([0-9a-f]{40})\n")
_ID_LINES = re.compile(rb"tree [0-9a-f]{40}\n(?:parent [0-9a-f]{40}\n)*(?!parent )")


class CommitError(Refused):
    """A commit is not what it must be; `finding` says why."""

    def __init__(self, reason: Finding) -> None:
        super().__init__((reason,))

    @property
    def finding(self) -> Finding:
        return self.findings[0]


class Commit(NamedTuple):
    """A commit taken apart. `author` and `committer` are the whole header lines' text and for display only.

    `signature` is the armored signature with its lines restored, None if there is none. `payload` is the object without
    its signature: the bytes that were signed.
    """

    id: str
    tree: str
    parents: tuple[str, ...]
    author: str
    committer: str
    signature: str | None
    message: str
    payload: bytes

    def trailer(self, name: str) -> str:
        """The value of the line `NAME: value`, which the message must hold once, in its last paragraph.

        A second line of that name anywhere, in any case of letters or indented, is refused as well: two
        readers could otherwise see two values. Raises CommitError with the code `trailer`.
        """
        lines = self.message.split("\n")
        named = _lines_named(name, lines)
        if not named:
            raise self._bad_trailer(name, "it is missing")
        if len(named) > 1:
            raise self._bad_trailer(name, "it occurs more than once")
        place = named[0]
        if place < _last_paragraph(lines):
            raise self._bad_trailer(name, "it is not in the last paragraph of the message")
        prefix = f"{name}: "
        value = lines[place][len(prefix) :]
        if not lines[place].startswith(prefix) or not value or value != value.strip():
            raise self._bad_trailer(name, f"write it as {prefix}VALUE, without further spaces")
        if place + 1 < len(lines) and lines[place + 1].startswith((" ", "\t")):
            # git joins an indented line to the trailer above, so the value would depend on who reads it.
            raise self._bad_trailer(name, "it goes on in the next line")
        return value

    @property
    def id_problem(self) -> Finding | None:
        """The finding if a `tree` or `parent` line does not hold an id as git writes it; None if all do.

        git reads an id in capital letters as the same id. A program that compares ids as text would read another one,
        so no commit of main may hold one, not even a commit that changes only unprotected paths.
        """
        if _ID_LINES.match(self.payload):
            return None
        return finding("grammar", commit=self.id, what="a tree or parent line does not hold an id in small letters")

    def has_trailer(self, name: str) -> bool:
        """Whether any line of the message looks like this trailer; `trailer` says whether it is a valid
        one.
        """
        return bool(_lines_named(name, self.message.split("\n")))

    def _bad_trailer(self, name: str, what: str) -> CommitError:
        return CommitError(finding("trailer", commit=self.id, trailer=name, what=what))


def _lines_named(name: str, lines: Sequence[str]) -> list[int]:
    wanted = name.lower()
    return [
        place for place, line in enumerate(lines) if ":" in line and line.partition(":")[0].strip().lower() == wanted
    ]


def _last_paragraph(lines: Sequence[str]) -> int:
    """The index of the first line of the last paragraph. A line is blank if it holds white space only, as in git."""
    place = len(lines)
    while place and not lines[place - 1].strip():
        place -= 1
    while place and lines[place - 1].strip():
        place -= 1
    return place


def parse_commit(commit_id: str, raw: bytes) -> Commit:
    """Read a governed commit: tree, parents, author, committer, signature, in that order, once each,
    nothing else.

    UTF-8, no NUL anywhere, no carriage return in the headers, an SSH signature ends with its armor. A
    commit without a signature is read too (`signature` is None). Raises CommitError with the code
    `grammar`.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad_grammar(commit_id, f"byte {error.start + 1} is not UTF-8") from None
    if "\0" in text:
        raise _bad_grammar(commit_id, "it contains a NUL byte")
    match = _HEADERS.match(text)
    if match is None or text[match.end() : match.end() + 1] != "\n":
        raise _bad_grammar(commit_id, _what_is_wrong(text))
    end = match.end()
    if "\r" in text[:end]:
        raise _bad_grammar(commit_id, "a header contains a carriage return")
    tree, parents, author, committer, folded = match.groups()
    signature = None if folded is None else _unfold(commit_id, folded)
    if signature is None:
        payload = raw
    else:
        # Names may hold letters of several bytes, so the place in the bytes is looked up: the headers above
        # are single lines, and the first line that begins so is the signature's.
        start = raw.index(b"\ngpgsig ") + 1
        payload = raw[:start] + raw[start + len(b"gpgsig ") + len(folded.encode()) :]
    return Commit(
        commit_id,
        tree,
        tuple(parents[at + 7 : at + 47] for at in range(0, len(parents), _PARENT_LINE)),
        author,
        committer,
        signature,
        text[end + 1 :],
        payload,
    )


def _unfold(commit_id: str, folded: str) -> str:
    signature = folded.replace("\n ", "\n")
    foot = f"\n{ARMOR_END}\n"
    if signature.startswith(ARMOR_BEGIN) and signature.find(foot[:-1]) != len(signature) - len(foot):
        # ssh-keygen ignores what follows the armor: it would be room for unsigned text in a signed commit.
        raise _bad_grammar(commit_id, "the signature header goes on after the end of the signature")
    return signature


def _what_is_wrong(text: str) -> str:
    """The sentence for a header block that is not in the strict form: its first fault, in reading order."""
    header, blank, _ = text.partition("\n\n")
    if not blank:
        return "there is no blank line between headers and message"
    if "\r" in header:
        return "a header contains a carriage return"
    seen: list[str] = []
    for line in header.split("\n"):
        name = line.partition(" ")[0]
        if not name and seen and seen[-1] == "gpgsig":
            continue
        if name not in _HEADER_NAMES:
            return f"the header {(name or line.strip())[:40]!r} is not allowed"
        if name in seen and name != "parent":
            return f"the header {name} occurs twice"
        if seen and _HEADER_NAMES.index(name) < _HEADER_NAMES.index(seen[-1]):
            return f"the header {name} comes after {seen[-1]}"
        seen.append(name)
    missing = [name for name in ("tree", "author", "committer") if name not in seen]
    return f"the header {missing[0]} is missing" if missing else "a header is empty or not an object id"


def _bad_grammar(commit_id: str, what: str) -> CommitError:
    return CommitError(finding("grammar", commit=commit_id, what=what))


def parse_loosely(commit_id: str, raw: bytes) -> Commit:
    """Read any commit as git does when it verifies it. Refuses nothing; a part that cannot be read is left empty.

    Ids are in small letters, as git reads them; `Commit.id_problem` tells whether they are so in the bytes. Follows
    `git verify-commit` (git 2.39 and later):
    - Every `gpgsig` header counts, and several are joined.
    - The lines of every other header that begins with `gpgsig` are no part of the payload.
    - Nothing below the first blank line is a header.

    Text that is not UTF-8 is replaced for display; the payload keeps its bytes.
    """
    header_end = 0 if raw.startswith(b"\n") else raw.find(b"\n\n") + 1
    if header_end == 0 and not raw.startswith(b"\n"):
        header_end = len(raw)
    payload, signature = _split_signature(raw[:header_end])
    fields: dict[str, list[str]] = {}
    lines = payload.decode("utf-8", "replace").split("\n")
    parents: list[str] = []
    # git reads only the lines directly after the tree as parents.
    for line in lines[1:]:
        if not line.startswith("parent "):
            break
        parents.append(_as_git_reads(line[len("parent ") :]))
    for line in lines:
        name, _, value = line.partition(" ")
        fields.setdefault(name, []).append(value)
    first = {name: values[0] for name, values in fields.items()}
    return Commit(
        commit_id,
        _as_git_reads(first.get("tree", "")),
        tuple(parents),
        first.get("author", ""),
        first.get("committer", ""),
        None if signature is None else signature.decode("utf-8", "replace"),
        raw[header_end + 1 :].decode("utf-8", "replace"),
        payload + raw[header_end:],
    )


def parse_any(commit_id: str, raw: bytes) -> Commit:
    """Read any commit as `parse_loosely` does. Nearly all are in the strict form, which is read more quickly."""
    try:
        return parse_commit(commit_id, raw)
    except CommitError:
        return parse_loosely(commit_id, raw)


def plain_first_parent(raw: bytes) -> str | None:
    """The first parent of a commit that begins as git writes one, as `parse_loosely` reads it; None if it does not, or
    has no parent. Whoever walks over years of history needs no more of each commit.
    """
    found = _FIRST_PARENT.match(raw)
    return found[1].decode() if found else None


def _as_git_reads(text: str) -> str:
    """An id in the letters that git gives it, so that a walk over history knows it again."""
    return text.lower() if _ANY_ID.fullmatch(text) else text


def _split_signature(headers: bytes) -> tuple[bytes, bytes | None]:
    """The headers without any signature, and the joined lines of the `gpgsig` headers, None if there are none."""
    payload: list[bytes] = []
    signature: list[bytes] = []
    inside = other = False
    for line in _lines_of(headers):
        continued = line.startswith(b" ")
        if inside and continued:
            signature.append(line[1:])
            continue
        inside = line.startswith(b"gpgsig ")
        if inside:
            signature.append(line[len(b"gpgsig ") :])
            continue
        if line.startswith(b"gpgsig"):
            other = True
        elif not continued:
            other = False
        if not other:
            payload.append(line)
    return b"".join(payload), b"".join(signature) if signature else None


def _lines_of(data: bytes) -> list[bytes]:
    """The lines with their line feeds; `bytes.splitlines` would end a line at a carriage return too."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines


def build_commit(
    tree: str, parents: Sequence[str], author: str, committer: str, message: str, signature: str | None
) -> bytes:
    """The bytes of a governed commit, written as git writes them; with signature None, the bytes to sign.

    `author` and `committer` are whole: `Name <e-mail> seconds +0000`. Raises CommitError with the code
    `grammar` when the parts do not make a commit that `parse_commit` reads back.
    """
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
    lines += [f"author {author}", f"committer {committer}"]
    if signature is not None:
        lines.append("gpgsig " + signature.removesuffix("\n").replace("\n", "\n "))
    try:
        raw = ("\n".join(lines) + "\n\n" + message).encode()
    except UnicodeEncodeError:
        raise _bad_grammar("", "a part cannot be written as UTF-8") from None
    read = parse_commit("", raw)
    if (read.tree, read.author, read.committer, read.message) != (tree, author, committer, message):
        raise _bad_grammar("", "a part contains a line break where none may be")
    return raw
