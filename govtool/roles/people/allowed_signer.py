"""Git's own list of who may sign: the allowed signers file of OpenSSH, read as ssh-keygen reads it.

A line holds principals (patterns), options and a key. Lines that cannot be read are passed over, as ssh-keygen does;
lines for certificate authorities are kept out, because certificates cannot be verified here. Source: ssh-keygen(1),
"ALLOWED SIGNERS", and its behaviour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from govtool.core.sshsig import PublicKey, SshFormatError

_BLANK = " \t\r\n"
_OPTION = re.compile(r'(?P<name>[A-Za-z-]+)(?:="(?P<value>(?:[^"\\]|\\.)*)")?(?:,|$)')
_TIMES = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True)
class AllowedSigner:
    """One line: whom a key belongs to, for what it is good, and when (seconds since 1970, both ends included)."""

    principals: str
    key: PublicKey
    namespaces: str | None = None
    valid_after: int | None = None
    valid_before: int | None = None

    def allows(self, principal: str, namespace: str, at: int) -> bool:
        """Whether the line lets a principal sign in a namespace at a time."""
        return (
            matches(principal, self.principals)
            and (self.namespaces is None or matches(namespace, self.namespaces))
            and self.is_valid(at)
        )

    def is_valid(self, at: int) -> bool:
        """Whether the line is good at a time."""
        return (self.valid_after is None or at >= self.valid_after) and (
            self.valid_before is None or at <= self.valid_before
        )


class AllowedSigners:
    """A whole file."""

    def __init__(self, lines: Iterable[AllowedSigner]) -> None:
        self._by_key: dict[bytes, list[AllowedSigner]] = {}
        for line in lines:
            self._by_key.setdefault(line.key.blob, []).append(line)

    @classmethod
    def parse(cls, text: str) -> AllowedSigners:
        """Reads a file. Whatever it holds, it can be read."""
        return cls(line for raw in text.split("\n") if (line := _line(raw)) is not None)

    def principal_of(self, key: bytes, namespace: str, at: int) -> str | None:
        """The principal that signed with a key, None if nobody may.

        As git asks ssh-keygen: it takes the first line with the key that is valid then. It tries the principals of that
        line one by one, each on every line.
        """
        lines = [line for line in self._by_key.get(key, []) if line.is_valid(at)]
        for principal in lines[0].principals.split(",") if lines else ():
            if any(line.allows(principal, namespace, at) for line in lines):
                return principal
        return None


def matches(text: str, patterns: str) -> bool:
    """Whether a text is in a list of patterns: `*` any letters, `?` one, `!` before a pattern takes out."""
    found = False
    for pattern in patterns.split(","):
        negated = pattern.startswith("!")
        # a bracket stands for itself here
        if fnmatchcase(text, pattern.removeprefix("!").replace("[", "[[]")):
            if negated:
                return False
            found = True
    return found


def _line(raw: str) -> AllowedSigner | None:
    line = raw.strip(_BLANK)
    if not line or line.startswith("#"):
        return None
    principals, rest = _first_word(line)
    key = _key(rest)
    options: dict[str, str | None] | None = {}
    if key is None:
        written, rest = _options(rest)
        key = _key(rest)
        options = _read_options(written)
    if key is None or options is None or "cert-authority" in options:
        return None
    try:
        after, before = _seconds(options.get("valid-after")), _seconds(options.get("valid-before"))
    except ValueError:
        return None
    if after is not None and before is not None and before <= after:
        return None
    return AllowedSigner(principals, key, options.get("namespaces"), after, before)


def _first_word(line: str) -> tuple[str, str]:
    """The first word, which may stand in quotes, and the rest."""
    if line.startswith('"'):
        word, _, rest = line[1:].partition('"')
        return word, rest.lstrip(_BLANK)
    word = re.split(r"[ \t\r\n]", line, maxsplit=1)[0]
    return word, line[len(word) :].lstrip(_BLANK)


def _key(text: str) -> PublicKey | None:
    words = text.split(None, 2)
    try:
        return PublicKey.from_base64(words[0], words[1]) if len(words) > 1 else None
    except SshFormatError:
        return None


def _options(text: str) -> tuple[str, str]:
    """The options before the key: up to the first space that is not in quotes."""
    quoted = False
    for at, char in enumerate(text):
        if char == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif char in _BLANK and not quoted:
            return text[:at], text[at:].lstrip(_BLANK)
    return text, ""


def _read_options(written: str) -> dict[str, str | None] | None:
    """The options by name, None where one is unknown, stands twice or lacks its value."""
    found: dict[str, str | None] = {}
    at = 0
    while at < len(written):
        match = _OPTION.match(written, at)
        if match is None:
            return None
        name, value = match["name"].lower(), match["value"]
        is_flag = name == "cert-authority"
        known = is_flag or name in ("namespaces", "valid-after", "valid-before")
        if not known or is_flag != (value is None) or (name in found and not is_flag):
            return None
        found[name] = None if value is None else value.replace('\\"', '"')
        at = match.end()
    return None if written.endswith(",") else found


def _seconds(text: str | None) -> int | None:
    """A time as ssh-keygen writes it: YYYYMMDD[HHMM[SS]], in local time without a Z. Raises ValueError."""
    if text is None:
        return None
    digits = re.sub(r"(?i)(z|utc)$", "", text)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in _TIMES:
        raise ValueError(text)
    moment = datetime.strptime(digits, _TIMES[len(digits)])
    return int((moment.replace(tzinfo=UTC) if digits != text else moment.astimezone()).timestamp())
