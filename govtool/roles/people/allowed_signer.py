"""Git's own list of who may sign: the allowed signers file of OpenSSH, read as ssh-keygen reads it.

A line holds principals (patterns), options and a key. Lines that cannot be read are passed over, as ssh-keygen does.
Lines for certificate authorities are kept out, because certificates cannot be verified here. ssh-keygen reads bytes,
and ends a line at a NUL byte. So each letter below stands for one byte. Source: ssh-keygen(1), "ALLOWED SIGNERS", and
the behaviour of OpenSSH 9.2.
"""

from __future__ import annotations

import calendar
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from govtool.core.sshsig import PublicKey, SshFormatError

# Blanks lie around the principals, and only two of them between the words behind. A key's base64 may hold any space.
_BLANK = " \t\r\n"
_GAP = " \t"
_SPACE = re.compile(r"[ \t\n\v\f\r]+")
_PRINCIPALS = re.compile(r'(?P<plain>[^ \t\r\n"]*)(?:"(?P<quoted>[^"]*)"|[ \t\r\n])')
_QUOTED = r'"(?P<value>(?:\\"|[^"])*+)"'
_OPTIONS = re.compile(r'(?:\\"|"(?:\\"|[^"])*+"|[^" \t])*+')
_OPTION = re.compile(
    rf"(?:(?P<name>namespaces|valid-after|valid-before)={_QUOTED}|(?P<flag>cert-authority))?", re.ASCII | re.IGNORECASE
)
_KEY = re.compile(r"(?P<type>[^ \t]+)[ \t]+(?P<base64>[^ \t]+)")
_FIELD = r"[ \t\n\v\f\r]*([0-9]+)"
_TIMES = {8: (4, 2, 2), 12: (4, 2, 2, 2, 2), 14: (4, 2, 2, 2, 2, 2)}
_MOST_OF_FIELD = (9999, 12, 31, 23, 59, 61)
_LONGEST_PATTERN = 1022


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
    def parse(cls, data: bytes) -> AllowedSigners:
        """Reads a file. Whatever it holds, it can be read."""
        return cls(line for raw in data.decode("latin-1").split("\n") if (line := _line(raw)) is not None)

    def principal_of(self, key: bytes, namespace: str, at: int) -> str | None:
        """The principal that signed with a key, None if nobody may.

        As git asks ssh-keygen: it takes the first line with the key that is valid then. It tries the principals of that
        line one by one, each on every line. An empty principal ends the list.
        """
        lines = [line for line in self._by_key.get(key, []) if line.is_valid(at)]
        for written in lines[0].principals.split(",") if lines else ():
            if not written:
                return None
            principal = written.removesuffix("\r")
            if principal and any(line.allows(principal, namespace, at) for line in lines):
                return principal.encode("latin-1").decode("utf-8", "replace")
        return None


def matches(text: str, patterns: str) -> bool:
    """Whether a text is in a list of patterns: `*` any letters, `?` one, `!` before a pattern takes out.

    An overlong pattern ends the list, and nothing is in it then. Behind the last comma is no pattern.
    """
    found = False
    for pattern in patterns.removesuffix(",").split(",") if patterns else ():
        negated = pattern.startswith("!")
        wanted = pattern.removeprefix("!")
        if len(wanted) > _LONGEST_PATTERN:
            return False
        # a bracket stands for itself here
        if fnmatchcase(text, wanted.replace("[", "[[]")):
            if negated:
                return False
            found = True
    return found


def _line(raw: str) -> AllowedSigner | None:
    line = raw.partition("\0")[0].lstrip(_BLANK)
    if not line or line.startswith("#"):
        return None
    first = _PRINCIPALS.match(line)
    if first is None:
        return None
    rest = line[first.end() :].lstrip(_BLANK)
    key, options = _key(rest), _Options()
    if key is None:
        written = _OPTIONS.match(rest)
        key = _key(rest[written.end() :].lstrip(_GAP)) if written else None
        read = _read_options(written[0]) if written else None
        if read is None:
            return None
        options = read
    if key is None or options.is_authority:
        return None
    principals = first["plain"] + (first["quoted"] or "")
    return AllowedSigner(principals, key, options.namespaces, options.valid_after, options.valid_before)


def _key(text: str) -> PublicKey | None:
    words = _KEY.match(text)
    try:
        return PublicKey.from_base64(words["type"], _SPACE.sub("", words["base64"])) if words else None
    except SshFormatError:
        return None


@dataclass(frozen=True)
class _Options:
    """The options of a line: for a certificate authority, or for some namespaces, or for a time."""

    is_authority: bool = False
    namespaces: str | None = None
    valid_after: int | None = None
    valid_before: int | None = None


def _read_options(written: str) -> _Options | None:
    """The options, None if one is unknown, stands twice or has no value that can be read."""
    values: dict[str, str] = {}
    is_authority = False
    at = 0
    while at < len(written):
        match = _OPTION.match(written, at)
        if match is None:
            return None
        name = (match["name"] or "").lower()
        if name in values:
            return None
        if name:
            values[name] = match["value"].replace('\\"', '"')
        is_authority = is_authority or bool(match["flag"])
        at = match.end()
        if at < len(written):
            # a comma leads to the next option, which may be empty, but never to the end
            at += 1
            if written[at - 1] != "," or at == len(written):
                return None
    times = [_seconds(values[name]) if name in values else None for name in ("valid-after", "valid-before")]
    if 0 in times or (times[0] is not None and times[1] is not None and times[1] <= times[0]):
        return None
    return _Options(is_authority, values.get("namespaces"), times[0], times[1])


def _seconds(text: str) -> int:
    """A time as ssh-keygen reads it: YYYYMMDD[HHMM[SS]], in local time without a Z; 0 if it is none after 1970 began.

    A day that the month does not have, and the seconds 60 and 61, run on into what follows, as in C. Local time is
    standard time, also in summer.
    """
    digits = re.sub(r"(?i)(?<=.)z\Z|(?<=.)utc\Z", "", text)
    at, parts = 0, []
    for width, most in zip(_TIMES.get(len(digits), ()), _MOST_OF_FIELD, strict=False):
        field = re.fullmatch(_FIELD, digits[at : at + width])
        if field is None or int(field[1]) > most:
            return 0
        parts.append(int(field[1]))
        at += width
    if not parts or 0 in parts[1:3]:
        return 0
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    if year < 1900:
        return 0
    moment = (year, month, day, hour, minute, second, 0, 0, 0)
    try:
        return max(0, calendar.timegm(moment) if digits != text else int(time.mktime(moment)))
    except OverflowError:
        return 0
