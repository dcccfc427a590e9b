"""Shows a founding and bylaws: the people with their votes and keys, and who can pass each kind of decision."""

from __future__ import annotations

from collections.abc import Iterator

from govtool.cli.terminal.render import paged, say, table
from govtool.cli.terminal.text import duration, hours, joined, people, tell_quoted, votes
from govtool.cli.view.affiliation import belonging_words
from govtool.cli.view.count import further_limits, outcome_words, passes
from govtool.cli.view.opening import tell_opening
from govtool.core.ids import RuleName
from govtool.core.record import Record
from govtool.core.rule import Quorum, Rule
from govtool.core.sshsig import PublicKey
from govtool.core.state import State
from govtool.core.times import Instant
from govtool.domain.constitution.affiliate import Affiliate
from govtool.domain.constitution.bylaws import Bylaws, PersonClass, bylaws_of
from govtool.domain.constitution.limit import Limits, Periods
from govtool.domain.constitution.member import Member
from govtool.domain.constitution.organization import organization_of, shown
from govtool.domain.constitution.team import Team
from govtool.domain.decisions.policy import Policy
from govtool.domain.decisions.roll import electorate_of
from govtool.roles.desk.desk import Desk
from govtool.roles.reference.field_help import meaning_of
from govtool.roles.said.majority import affiliate_words, passing
from govtool.roles.said.spread import spread_lines


def tell_founding(desk: Desk) -> None:
    """Shows what a founder accepts: all of `tell_charter`, and the founding fingerprint. Page by page on a terminal."""
    state, at = desk.book.state, desk.at
    founding = organization_of(state).founding

    def tell() -> None:
        tell_charter(state, at)
        if founding:
            say(f"  still to accept: {joined(founding)}")
        say(f"  founding fingerprint: {desk.book.genesis}")
        say("  compare the founding fingerprint with the other founders")

    paged(tell)


def tell_charter(state: State, at: Instant) -> None:
    """Prints all that a founding signs: the name, the people, the books, every bylaw, teams, the whole text of every
    policy, and the clerk's keys. Nobody signs what was not shown.
    """
    organization, bylaws = organization_of(state), bylaws_of(state)
    what = "" if bylaws.kind is None else "a federation of organisations; "
    say(f"  name: {organization.name}; {what}it counts its money in {organization.currency}")
    for affiliate in Affiliate.all(state):
        tell_affiliate(affiliate)
    say("  people:" if bylaws.kind is None else "  people; each has one vote, whatever the number of their affiliates:")
    table([_person(state, bylaws, member, at) for member in Member.all(state)], indent="    ")
    for member in Member.all(state):
        if member.duties:
            say(f"    {member.id} has the duties {joined(member.duties)}")
    for team in Team.all(state):
        who = joined([seat.member for seat in team.seats]) or "nobody yet"
        say(f"  team {team.name} ({team.id}): {who}")
    tell_opening(state, at)
    tell_bylaws(state, at)
    for policy in Policy.all(state):
        say(f"Policy {policy.title} ({policy.id}), version {policy.version}", bold=True)
        tell_quoted("\n".join(policy.text), "  ")
    keys = [fingerprint(key.type, key.blob) for key in organization.clerk_keys]
    say(f"  the clerk signs with {joined(keys)}")
    if organization.passkey_origins:
        say(f"  passkeys may be used at {joined(organization.passkey_origins)}")


def tell_affiliate(affiliate: Affiliate) -> None:
    """Prints an affiliate of a federation that is founded: what it is, how it decides, how many people it may bring."""
    how = "its people" if affiliate.decides == "people" else f"{affiliate.need} of {joined(affiliate.signers)}"
    say(f"  affiliate {affiliate.name} ({affiliate.id}): {affiliate.kind}; decides by {how}")
    if affiliate.genesis:
        say(f"    its own founding fingerprint: {affiliate.genesis}")
    say(f"    {people(affiliate.people)} now; it may bring in {affiliate.people_most} without another vote")


def _person(state: State, bylaws: Bylaws, member: Member, at: Instant) -> tuple[str, ...]:
    found = bylaws.class_of(member)
    keys = [fingerprint(key.type, key.blob) + ("" if key.use == "sign" else " (recovery)") for key in member.keys]
    if bylaws.kind is None:
        work = hours(member.committed_minutes_per_week) + " a week"
    else:
        work = belonging_words(state, member.id, at)
    rights = votes(bylaws.votes_of(member))
    return (member.name, member.id, found[0] if found else member.membership, work, rights, " ".join(keys))


def fingerprint(key_type: str, blob: str) -> str:
    """A registered key as ssh-keygen -l prints it."""
    return PublicKey.parse(f"{key_type} {blob}").fingerprint


def _passes(state: State, name: RuleName, at: Instant) -> list[str]:
    """The thresholds of a rule today. If it is about a person or their team, each vote has another voter list."""
    bylaws = bylaws_of(state)
    rule, found = bylaws.rules[name], passing(bylaws, name, state, at)
    if not found.bars:
        base = [outcome_words(outcome, (0, 0), None, rule, found.who) for outcome in rule.outcomes]
        return [*base, *further_limits(rule), "nobody is on its voter list today"]
    asked = rule.electorate
    is_one_roll = not asked.exclude and "subject" not in (asked.team, asked.affiliate)
    if is_one_roll:
        return passes(rule, electorate_of(state, bylaws, rule, at))
    lines = [f"quorum: {_quorum(rule.quorum)}"] if rule.quorum is not None else []
    lines += [outcome_words(bar.outcome, found.votes, bar, rule, found.who) for bar in found.bars]
    return lines + further_limits(rule)


def _quorum(quorum: Quorum) -> str:
    """A quorum without the voter list: at least 1/4 of the people, and 3 people."""
    of = {"heads": "the people", "weight": "the votes"}[quorum.of]
    share = [f"at least {quorum.at_least} of {of}"] if quorum.at_least is not None else []
    heads = [f"at least {people(quorum.min_heads)}"] if quorum.min_heads is not None else []
    eased = f" (after {quorum.eases_after} votes that missed it: {heads[0]} only)" if quorum.eases_after else ""
    return joined(share + heads) + eased


def timing(rule: Rule) -> str:
    """When a vote under a rule may end and take effect, in words."""
    earliest = duration(rule.earliest)
    sooner = "as soon as" if earliest == "no time" else f"after {earliest} as soon as"
    how = {
        "settled": f"{sooner} the result cannot change",
        "everyone": f"{sooner} all have voted",
        "deadline": "and not sooner",
    }
    delay = duration(rule.delay)
    effect = "takes effect at once" if delay == "no time" else f"takes effect {delay} later"
    return f"closes after {duration(rule.period)}, {how[rule.close]}; {effect}"


def decided_by(bylaws: Bylaws, rule: str) -> list[str]:
    """The actions that a rule decides on, and `files` for the paths under it."""
    found = [name for name, decision in bylaws.decisions.items() if rule in decision.rules]
    return found + [row.match for row in bylaws.paths if row.rule == rule]


def tell_bylaws(state: State, at: Instant) -> None:
    """Prints every bylaw for people: probation, classes, rules, who may ask for what, periods, limits, paths."""
    bylaws = bylaws_of(state)
    say(f"Bylaws, version {bylaws.version}", bold=True)
    say("  People become members " + ("after a probation." if bylaws.probation == "required" else "at once."))
    say("Classes (the first that fits a person is theirs):", bold=True)
    for name, person_class in bylaws.classes.items():
        say(f"  {name}: {_class(person_class)}")
    if bylaws.kind is None:  # the hours of people are no matter of a federation
        bands = sorted(bylaws.bands.items(), key=lambda band: band[1])
        say("  hours a week: " + ", ".join(f"{name} from {hours(start)}" for name, start in bands))
    say("Rules:", bold=True)
    for name in bylaws.rules:
        tell_rule(state, name, at)
    say("Decisions:", bold=True)
    for name, decision in bylaws.decisions.items():
        who = f"{joined(decision.proposed_by) or 'every class that proposes'} may propose it"
        more = f"; {decision.contested} once the person objects" if decision.contested else ""
        if decision.beyond is not None:
            more += f"; {decision.beyond.rule} if {people(decision.beyond.heads)} or more are on the voter list"
        more += f"; {joined(decision.ballots)} ballots only" if decision.ballots else ""
        say(f"  {name}: decided by {decision.rule}{more}; {who}")
    say("Periods:", bold=True)
    for name, value in bylaws.periods.data().items():
        say(f"  {name.replace('_', ' ')}: {duration(str(value))}{_meaning(Periods, name)}")
    say("Limits:", bold=True)
    for name, value in bylaws.limits.data().items():
        words = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        words = shown(state, value) if name.endswith("_minor") and isinstance(value, int) else words
        say(f"  {name.removesuffix('_minor').replace('_', ' ')}: {words}{_meaning(Limits, name)}")
    if bylaws.grounds:
        say(f"Grounds for an expulsion: {joined(bylaws.grounds)}")
    say("Paths (first match wins; no match: nobody may change it):", bold=True)
    table([(row.match, "unprotected" if row.free else f"rule {row.rule}") for row in bylaws.paths])


def _class(person_class: PersonClass) -> str:
    """The people of a class, and what they may do."""
    pay = {"no": "no pay", "wage": "paid the wage", "probationary": "paid the wage of a probation"}[person_class.paid]
    most = f"; {person_class.max_open} open proposals at most" if person_class.max_open else ""
    may = [*(["proposes"] if person_class.proposes else []), *(["nominates"] if person_class.nominates else [])]
    who = f"{'/'.join(person_class.membership)}, {'/'.join(person_class.involvement) or 'any hours'}"
    return f"{who}: {votes(person_class.votes)}; {joined(may) or 'may not propose'}; {pay}{most}"


def _meaning(model: type[Record], name: str) -> str:
    said = meaning_of(name, model.model_fields[name].description)
    return f" ({said})" if said else ""


def tell_rule(state: State, name: str, at: Instant) -> None:
    """Prints one rule: who decides, what passes in votes of today, when, for what."""
    bylaws = bylaws_of(state)
    rule = bylaws.rules[name]
    say(f"  {name} ({rule.clause}): {'; '.join(_passes(state, name, at))}", bold=True)
    say(f"    decided by {_electorate(rule)}, " + ("by class" if rule.weight == "class" else "one vote each"))
    for line in _conditions(rule):
        say(f"    {line}")
    say(f"    otherwise: {rule.otherwise}; {timing(rule)}")
    say(f"    for {joined(decided_by(bylaws, name)) or 'nothing yet'}")


def _conditions(rule: Rule) -> Iterator[str]:
    """The conditions of a rule besides its outcomes, in words."""
    if rule.quorum is not None:
        yield f"a quorum must take part: {_quorum(rule.quorum)}"
    if rule.floor is not None:
        yield f"at least {rule.floor.at_least} of {rule.floor.of} must be for it"
    if rule.spread is not None:
        yield from spread_lines(rule.spread)
    if rule.blocks is not None:
        yield f"more than {people(rule.blocks.allowed)} who block stop it"


def _electorate(rule: Rule) -> str:
    who = {
        "members": "all members with a vote",
        "team": "the person's team" if rule.electorate.team == "subject" else f"the team {rule.electorate.team}",
        "duty": f"members with the duty {rule.electorate.duty}",
        "affiliate": affiliate_words(rule.electorate),
    }[rule.electorate.who]
    but = " except the person concerned" if rule.electorate.exclude else ""
    least = rule.electorate.at_least_heads
    otherwise = "all members" if rule.electorate.otherwise else "nobody can decide"
    instead = f" (fewer than {people(least)}: {otherwise})" if least else ""
    return who + but + instead
