"""The exception tree and the exit codes.

A broken rule is a `Finding` (data, see `core.finding`); an impossible job is a `GovtoolError`. Anything else that is
raised is a bug of govtool and is caught only at the boundary in `cli`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govtool.core.finding import Finding

EXIT_OK = 0
EXIT_CANNOT_RUN = 1
EXIT_USAGE = 2
EXIT_BUG = 3
EXIT_FINDINGS = 10
EXIT_UNDECIDED = 11
EXIT_INTERRUPTED = 130


class GovtoolError(Exception):
    """The job cannot be done. `message` says what is wrong, `hint` what to type or do next, `code` of which kind it is.

    Each kind has its row in the table of codes.
    """

    exit_code = EXIT_CANNOT_RUN
    code = "cannot_run"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GovtoolError):
    """The command was typed in a way that cannot be understood."""

    exit_code = EXIT_USAGE
    code = "usage"


class Ambiguous(UsageError):
    """A text or a file can be read in several ways. `option` says which; `ways` are its values, with what they mean."""

    def __init__(self, what: str, option: str, ways: dict[str, str]) -> None:
        super().__init__(what, " or ".join(f"{option} {way}" for way in ways))
        self.option = option
        self.ways = ways


class SystemTrouble(GovtoolError):
    """The operating system does not do what it was asked: the disk is full, or a file cannot be read."""

    code = "system"


class Refused(GovtoolError):
    """A rule says no. Carries every finding, in order; nothing was changed."""

    exit_code = EXIT_FINDINGS

    def __init__(self, findings: Iterable[Finding], message: str = "") -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__(message or ", ".join(f.code for f in self.findings))
