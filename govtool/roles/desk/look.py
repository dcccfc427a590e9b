"""The one fact about main that only an earlier look can show: that a minute came later than it says.

An audit reads no clock, so a clerk can date a minute back as far as the one before it. A computer that fetched after
that date, and did not see the minute, knows better.
"""

from __future__ import annotations

from collections.abc import Iterator

from govtool.core import minute as minutes
from govtool.core.finding import Finding, finding
from govtool.core.minute import Minute
from govtool.core.times import subtract
from govtool.io.signature.trust import TrustStore
from govtool.roles.minutes.audit_report import Report

RUN = "PT1H"
"""Longer than a run of the clerk takes from its beginning to its push, with what two clocks differ by."""


def dated_back(trust: TrustStore, report: Report) -> Iterator[Finding]:
    """The first minute since the last fetch, if it is dated more than an hour before that: only who looked in between
    can tell. A clerk dates what it does by the beginning of its run, and clocks differ.
    """
    pin = trust.find(report.genesis)
    if report.book is None or pin is None or not pin.seen_at or pin.good == report.book.page.good:
        return
    number = (minutes.newest_number(report.book.state_at(pin.good)) or 0) + 1
    minute = Minute.of(report.book.state, number)
    if minute is not None and minute.at < subtract(pin.seen_at, RUN):
        yield finding("dated_back", number=number, at=minute.at, seen=pin.seen_at)
