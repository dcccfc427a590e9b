"""A whole audit as a person asks for it: the auditor's walk, the pinned identity, and the checks that need a clock.

The walk itself sees object bytes and the genesis only. This module compares its result with the pins of this computer
and with the time. So it finds another organisation of the same name, or a history that lost what was verified here
before. It remembers nothing that it finds false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from govtool.core.finding import Finding, finding
from govtool.core.ids import CommitId, Digest, is_commit_id, is_digest
from govtool.core.times import Instant, add
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions import docket
from govtool.errors import GovtoolError, Refused, UsageError
from govtool.io.git.git import Git, MissingObject
from govtool.io.signature.trust import Pin, TrustStore
from govtool.roles.desk.desk import GENESIS_SETTING, book_of_pin, pin_here, remember
from govtool.roles.desk.other_founding import other_founding
from govtool.roles.minutes.audit_report import Progress, Report, no_progress
from govtool.roles.minutes.identity import claimed_genesis, taken_for
from govtool.roles.minutes.processes import cores

STALE = "P30D"
OVERDUE = "P2D"

_STEPS = re.compile(r"(?:[~^]|@\{).*", re.DOTALL)


@dataclass
class Inspection:
    """The subject of an audit: a head of main, the trust of this computer, the time.

    `genesis` is what a person typed, `full` whether the walk begins at the founding. `notes` are for people.
    """

    git: Git
    head: CommitId
    trust: TrustStore
    now: Instant
    genesis: Digest | None = None
    full: bool = True
    is_own_main: bool = True
    progress: Progress = no_progress
    notes: list[str] = field(default_factory=list)

    def run(self) -> Report:
        """The audit with all that was found. Raises GovtoolError where nothing is founded."""
        try:
            report = self._walk()
            self._hold_against_history(report)
            report.findings = [self._told(found) for found in report.findings]
        except MissingObject as error:
            report = Report(self.genesis or "", self.head)
            report.findings.append(finding("missing_object", commit=self.head, what=error.message))
            return report
        self._hold_against_name(report)
        report.findings.extend(report.book.ahead(self.now) if report.book is not None else ())
        report.warnings.extend(without_a_clerk(report, self.now))
        self._remember(report)
        return report

    @property
    def _pins(self) -> list[Digest]:
        """The identities that this repository must have, each from another place."""
        pins = [self.genesis, self.git.setting(GENESIS_SETTING)]
        return [_genesis(pinned) for pinned in pins if pinned is not None]

    def _walk(self) -> Report:
        """The audit itself. The newest tree's own claim is no identity, because anybody may have pushed it; only the
        founding is.
        """
        # Whoever only looks a revision up needs none of its rules.
        from govtool.roles.minutes.auditor import audit

        pins = self._pins
        report = self._since_last(pins) or audit(
            self.git, self.head, next(iter(pins), None), self.progress, cores=cores()
        )
        for pinned in pins[1:]:
            if is_digest(report.genesis) and report.genesis != pinned:
                report.findings.append(finding("genesis", genesis=report.genesis, pinned=pinned))
        return report

    def _since_last(self, pins: list[Digest]) -> Report | None:
        """The audit from the page that was verified last, None where it begins at the founding."""
        if self.full:
            return None
        genesis = next(iter(pins), None) or claimed_genesis(self.git, self.head)
        pin = self.trust.find(genesis) if genesis else None
        if pin is None or not pin.is_verified:
            return None
        try:
            from govtool.roles.minutes.auditor import audit

            since = book_of_pin(self.git, pin, self.head)
            return audit(self.git, self.head, progress=self.progress, since=since)
        except Refused as error:
            report = Report(pin.genesis, self.head)
            report.findings.extend(error.findings)
            return report

    def _hold_against_history(self, report: Report) -> None:
        """The last commit that had authority when it was verified here must still be on the first-parent chain."""
        pin = self.trust.find(report.genesis) if is_digest(report.genesis) else None
        if pin is None or not pin.good or not self.is_own_main or report.book is None:
            return
        if any(found.code == "missing_object" for found in report.findings):
            return
        if not report.book.is_on_main(pin.good):
            report.findings.append(finding("history", head=pin.good[:12]))

    def _hold_against_name(self, report: Report) -> None:
        """Another organisation under the name of a pinned one is a look-alike until a person pins it too."""
        if report.book is None:
            return
        name = organization_of(report.book.state).name
        other = taken_for(self.trust, report.genesis, name, next(iter(self._pins), None))
        if other is not None:
            report.findings.append(self._told(finding("genesis", genesis=report.genesis, pinned=other.genesis)))

    def _told(self, found: Finding) -> Finding:
        """A finding about the identity, which says if the founders founded again; any other as it is."""
        if found.code != "genesis":
            return found
        values = found.values
        told = other_founding(self.git, self.head, self.trust, str(values["genesis"]), str(values["pinned"]))
        return told.at(commit=found.commit)

    def _remember(self, report: Report) -> None:
        """Pins the identity on first use and keeps how far main was verified; only where nothing speaks against it."""
        bad = {"genesis", "founded_again", "history", "future", "missing_object"}
        if report.book is None or not self.is_own_main or any(found.code in bad for found in report.findings):
            return
        try:
            remember(self.trust, report, self.now)
        except GovtoolError as error:
            self.notes.append(f"not remembered: {error.message}")
            return
        self.notes.extend(pin_here(self.git, report.genesis))


def without_a_clerk(report: Report, now: Instant) -> Iterator[Finding]:
    """Main stands still: for a month, or although a vote has closed or an effect is due for two days."""
    if report.book is None:
        return
    newest = report.book.newest[0].at
    entries = list(docket.open_entries(report.book.state))
    due = [entry.closes_at for entry in entries if entry.is_open]
    due += [entry.decided.due_at for entry in entries if entry.decided is not None and entry.decided.due_at is not None]
    if add(newest, STALE) < now or any(add(at, OVERDUE) < now for at in due):
        yield finding("stale", at=newest)


def new_pin(trust: TrustStore, genesis: str, name: str, now: Instant) -> Pin:
    """Pins an identity that a person was told. Raises UsageError where it is not one."""
    old = trust.find(_genesis(genesis)) or Pin(genesis, "", now)
    pin = replace(old, name=name or old.name)
    trust.put(pin)
    return pin


def _genesis(typed: str) -> Digest:
    if not is_digest(typed):
        raise UsageError(f"{typed!r} is not a genesis", "it looks like sha256:0f3a…, and govtool audit prints it")
    return typed


def resolve(git: Git, revision: str) -> CommitId:
    """The commit that a person named. A tag never stands for a branch of the same name: branches go first.

    Raises GovtoolError where there is none.
    """
    if is_commit_id(revision):
        if not git.has(revision):
            raise MissingObject(revision, "it is not in this repository")
        return git.resolve(revision)
    steps = _STEPS.search(revision)
    base = revision[: steps.start()] if steps else revision
    names = [base] if base.startswith("refs/") else [f"refs/heads/{base}", f"refs/remotes/{base}"]
    for name in names:
        found = git.ref(name)
        if found is not None:
            return git.resolve(found + (steps[0] if steps else ""))
    return git.resolve(revision)
