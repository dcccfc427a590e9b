"""An affiliate as people read it: what it is, how it decides, who may act for it, and what is going on with it."""

from __future__ import annotations

from govtool.cli.terminal.render import say
from govtool.cli.terminal.text import joined, people, when
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.affiliate import COUNTED_SILENT, Affiliate
from govtool.domain.constitution.affiliation import Affiliation
from govtool.domain.decisions.policy import Policy
from govtool.domain.federation.admission import terms_digest
from govtool.roles.desk.desk import Desk

_MANDATE = "--mandate 'enrol=ID until=DAY'"


def affiliate_data(state: State, affiliate: Affiliate, at: Instant) -> dict[str, object]:
    """An affiliate for a program: its record, and what follows from it at that time."""
    return {
        **affiliate.data(),
        "belongs": affiliate.belongs(at),
        "silent": affiliate.is_silent(at),
        "at_home": at_home(state, affiliate),
    }


def at_home(state: State, affiliate: Affiliate) -> int:
    """How many people have their home there. Reads the affiliations of all people."""
    found = (each for each in Affiliation.all(state) if each.base == affiliate.id)
    return sum(each.row(affiliate.id) is not None for each in found)


def tell_affiliate(desk: Desk, affiliate: Affiliate) -> None:
    """Prints an affiliate."""
    state, at, now = desk.book.state, desk.at, desk.now
    say(f"{affiliate.name} ({affiliate.id}): {affiliate.kind}", bold=True)
    say(f"  joined {when(affiliate.joined_at, now)}, {_terms(state, affiliate)}")
    say(f"  {people(affiliate.people)} belong to it, at most {affiliate.people_most} without another vote")
    say(f"  {people(at_home(state, affiliate))} have their home there")
    if affiliate.decides == "signers":
        say(f"  it decides by {affiliate.need} of its signers: {joined(affiliate.signers)}")
    else:
        say("  it decides by a vote of its people here")
    for row in affiliate.mandates:
        ended = "" if row.holds(row.what, at) else "ended "
        many = f"{row.need} of " if len(row.by) > 1 else ""
        say(f"  {ended}mandate {row.what}: {many}{joined(row.by)}, until {when(row.until, now)}")
    if not any(row.holds(row.what, at) for row in affiliate.mandates):
        say("  nobody may act for it now", colour="yellow")
        if affiliate.belongs(at):
            if affiliate.decides == "signers":
                say(f"  → its signers sign new ones: govtool federation change-affiliate {affiliate.id} {_MANDATE}")
            else:
                say(f"  → its people vote: govtool propose set-mandates --affiliate {affiliate.id} {_MANDATE}")
    for line in _goings_on(affiliate, at, now):
        say(f"  {line}", colour="yellow")


def _terms(state: State, affiliate: Affiliate) -> str:
    """On what terms it joined, by the policy that holds them if it still says the same."""
    if affiliate.terms is None:
        return "with the founding"
    same = [policy for policy in Policy.all(state) if terms_digest(policy) == affiliate.terms]
    if same:
        return f"by a vote, on the terms of policy {same[0].id}"
    return f"by a vote, on terms that no policy holds now ({affiliate.terms})"


def _goings_on(affiliate: Affiliate, at: Instant, now: Instant) -> list[str]:
    """That it leaves, has ended, is silent, or may not trade."""
    if not affiliate.belongs(at):
        how = "it was expelled" if affiliate.end == "expelled" else "it left"
        return [f"{how} {when(affiliate.ends_at or '', now)}; its people keep their records and votes"]
    lines = []
    if affiliate.ends_at is not None:
        lines.append(f"it leaves {when(affiliate.ends_at, now)}")
    if affiliate.is_silent(at):
        spread = ", so the spread of a vote does not count it" if affiliate.is_silent(at, COUNTED_SILENT) else ""
        lines.append(f"silent: nobody has acted for it since {when(affiliate.acted_at, now)}{spread}")
    if affiliate.trade_from is not None and at < affiliate.trade_from:
        lines.append(f"its trade is suspended until {when(affiliate.trade_from, now)}")
    return lines
