"""Opening a proposal: from a submitted text to an entry of the docket, with its rules and voter lists fixed.

The same function opens for the clerk and verifies for the audit. The audit sees less: if a proposal did not pass, main
holds only digests and the signed commit of its submission. Checks of the bytes of its files run at submission, and
again at enactment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, ProposalNumber, digest_of
from govtool.core.minute import genesis_of, newest_number
from govtool.core.rule import CLOSING, Rule, eased
from govtool.core.state import State
from govtool.core.times import Instant, add, longest
from govtool.domain.constitution.bylaws import Bylaws, PersonClass, bylaws_of
from govtool.domain.constitution.ending import is_closed, is_winding_up
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket, filing, recusal, rival, trial
from govtool.domain.decisions.action import Action, Moment, Need
from govtool.domain.decisions.cause import sign_of_life
from govtool.domain.decisions.docket import Asked, DocketEntry, SlugUse
from govtool.domain.decisions.draft import Draft, is_pending
from govtool.domain.decisions.filing import FiledCommit
from govtool.domain.decisions.proposal import (
    FILE,
    MAX_FILES,
    AnyAction,
    Proposal,
    asked_digests,
    content_digest,
    folder_problem,
    names_of,
    names_problems,
    sizes_problems,
    slug_of,
    text_names,
)
from govtool.domain.decisions.roll import Roll, electorate_of, keep_rolls, rolls_of
from govtool.errors import Refused


def problems(state: State, draft: Draft, moment: Moment) -> tuple[Finding, ...]:
    """Why a proposal cannot be opened on this state at this moment; everything, not only the first."""
    return examine(state, draft, moment)[0]


def examine(state: State, draft: Draft, moment: Moment) -> tuple[tuple[Finding, ...], Questions]:
    """Why a proposal cannot be opened on this state at this moment, and the rules that must pass.

    Together, because a roll is as long as the electorate and is made once.
    """
    path = f"{draft.folder}/{FILE}"
    found = [*_folder_problems(state, draft), *(one.at(path) for one in _proposal_problems(state, draft, moment))]
    try:
        asked = questions(state, bylaws_of(state), draft.proposal.actions, moment.at, slug_of(draft.folder))
    except Refused as error:
        return (*found, *(one.at(path) for one in error.findings)), Questions((), ())
    more = (*_company_problems(draft, asked.asked), *_rival_problems(state, draft, moment.at, asked.asked))
    return (*found, *(one.at(path) for one in more)), asked


def _folder_problems(state: State, draft: Draft) -> Iterator[Finding]:
    bad_folder = folder_problem(draft.folder)
    if bad_folder is not None:
        yield bad_folder
    else:
        yield from _slug_problems(state, draft.folder)
    if len(draft.files) > MAX_FILES:
        yield finding("limits", draft.folder, what=f"{len(draft.files)} files; at most {MAX_FILES}")
    else:
        yield from names_problems(draft.folder, names_of(draft.files))
        yield from sizes_problems(draft.folder, draft.files)


def _slug_problems(state: State, folder: str) -> Iterator[Finding]:
    use = SlugUse.of(state, slug_of(folder))
    entry = DocketEntry.of(state, use.proposal) if use else None
    if entry is not None and entry.is_open and entry.folder == folder:
        yield finding("content_frozen", folder, number=entry.number)
    elif use is not None or state.names(folder):
        yield finding("slug_used", folder, slug=slug_of(folder))


def _proposal_problems(state: State, draft: Draft, moment: Moment) -> Iterator[Finding]:
    bylaws, proposal, at = bylaws_of(state), draft.proposal, moment.at
    if is_closed(state):
        yield finding("ended")
        return
    if draft.cause == "filed":
        yield from _filing_problems(state, bylaws, draft, at)
    elif not is_pending(state, draft, at):
        yield finding("not_due", folder=draft.folder)
    yield from _limit_problems(bylaws, proposal.actions)
    for action in proposal.actions:
        if action.brings_people and is_winding_up(state):
            yield finding("winding_up", what=action.kind)
        yield from action.problems(state, moment)
    if proposal.trial is not None:
        yield from trial.problems(state, proposal.trial, proposal.actions, at)


def _filing_problems(state: State, bylaws: Bylaws, draft: Draft, at: Instant) -> Iterator[Finding]:
    """The faults of a submission: too late, without the right to propose, or a request that was just rejected."""
    proposal = draft.proposal
    if proposal.open_before <= at:
        yield finding("expired", what=f"it asked to be opened before {proposal.open_before}")
    elif proposal.open_before > add(at, bylaws.periods.open_before):
        yield finding("open_before", until=proposal.open_before, period=bylaws.periods.open_before)
    if proposal.replaces is not None and DocketEntry.of(state, proposal.replaces) is None:
        yield finding("unknown_proposal", id=proposal.replaces)
    yield from _right_to_propose(state, bylaws, proposal)
    named = text_names(proposal.actions) & names_of(draft.files)
    if [line.partition(" ")[2] for line in draft.texts] != sorted(named):
        yield finding("content", draft.folder, what="its texts differ from those that its actions name")
    asked, cooldown = asked_digests(proposal.title, proposal.actions, draft.texts), bylaws.periods.cooldown
    before = docket.rejected_before(state, asked, at, cooldown)
    if before is not None:
        yield finding("cooldown", proposal=before.proposal, until=add(before.at, cooldown))


def _right_to_propose(state: State, bylaws: Bylaws, proposal: Proposal) -> Iterator[Finding]:
    member = Member.of(state, proposal.proposer) if proposal.proposer else None
    found = bylaws.class_of(member) if member else None
    if member is None or found is None:
        yield finding("unknown_member", member=proposal.proposer or "nobody")
        return
    name, person_class = found
    for action in proposal.actions:
        decision = bylaws.decisions.get(action.kind)
        allowed = (name in decision.proposed_by) if decision and decision.proposed_by else person_class.proposes
        if not allowed:
            yield finding("not_allowed", member=member.id, what=f"propose {action.kind}", person_class=name)
    limit = _most_open(bylaws, person_class)
    mine = sum(1 for entry in docket.open_entries(state) if entry.is_open and entry.proposer == member.id)
    if mine >= limit:
        yield finding(
            "max_open",
            member=member.id,
            open=mine,
            what="proposals",
            limit=limit,
            end="decided",
            hint="govtool withdraw ID",
        )


def _most_open(bylaws: Bylaws, person_class: PersonClass) -> int:
    return min(bylaws.limits.max_open_per_proposer, person_class.max_open or bylaws.limits.max_open_per_proposer)


def _limit_problems(bylaws: Bylaws, actions: tuple[Action, ...]) -> Iterator[Finding]:
    if len(actions) > bylaws.limits.actions_per_proposal:
        yield finding("limits", what=f"{len(actions)} actions; at most {bylaws.limits.actions_per_proposal}")
    if bylaws.limits.single_subject and len({action.kind for action in actions}) > 1:
        yield finding("limits", what="actions of more than one kind; the bylaws ask for a single subject")


def _company_problems(draft: Draft, asked: tuple[Asked, ...]) -> Iterator[Finding]:
    actions = draft.proposal.actions
    for question in asked:
        has_more = len(asked) > 1 and len({outcome.result for outcome in question.terms.outcomes}) > 1
        # an action that is carried out under another result too must not depend on the votes on others
        if has_more or (len(actions) > 1 and any(len(actions[place].results) > 1 for place in question.actions)):
            yield finding("stands_alone", rule=question.rule)


def _rival_problems(state: State, draft: Draft, at: Instant, asked: tuple[Asked, ...]) -> Iterator[Finding]:
    proposal = draft.proposal
    if proposal.answers is not None:
        asks = asked_digests(proposal.title, proposal.actions, draft.texts)
        yield from rival.problems(state, proposal.answers, proposal.proposer, asked, proposal.actions, asks, at)


class Questions(NamedTuple):
    """The rules that must pass, and the files of the rolls that they name."""

    asked: tuple[Asked, ...]
    rolls: tuple[Roll, ...]


def questions(state: State, bylaws: Bylaws, actions: tuple[AnyAction, ...], at: Instant, slug: str = "") -> Questions:
    """The rules that must pass, in the order of the actions, each with its voter list. Raises Refused if there is none.
    A person who recused themselves from the proposal of that slug, or from votes about a person, is on no voter list.
    """
    found: list[Asked] = []
    rolls: dict[Digest, Roll] = {}
    for position, action in enumerate(actions):
        needs = action.needs(state, bylaws)
        if not needs:
            raise Refused([finding("no_rule", action=action.kind)])
        for need in needs:
            recused = recusal.recused(state, slug, _people(need))
            asked, files = _ask(state, bylaws, actions, need, action, at, recused)
            asked = asked.changed(actions=(position,))
            rolls |= {roll.digest: roll for roll in files}
            same = next((i for i, old in enumerate(found) if old.changed(actions=asked.actions) == asked), None)
            if same is None:
                found.append(asked)
            elif position not in found[same].actions:
                found[same] = found[same].changed(actions=(*found[same].actions, position))
    return Questions(tuple(found), tuple(rolls.values()))


def _people(need: Need) -> tuple[MemberId, ...]:
    return (need.subject, *need.others) if need.subject else need.others


def _ask(
    state: State,
    bylaws: Bylaws,
    actions: tuple[AnyAction, ...],
    need: Need,
    action: Action,
    at: Instant,
    recused: frozenset[MemberId],
) -> tuple[Asked, tuple[Roll, ...]]:
    source = need.bylaws or (_amended(bylaws, actions) if need.version == "amended" else bylaws)
    rule = need.terms or source.rules.get(need.rule)
    if rule is None:
        raise Refused([finding("no_rule", action=action.kind)])
    aside = recused.union(need.others if "subject" in rule.electorate.exclude else ())
    electorate = electorate_of(state, source, rule, at, need.subject, aside)
    if not electorate.heads and rule == bylaws.rules.get(need.rule):
        # The same rule would have no voter afterwards: then the enactment fails, whoever agrees.
        electorate = electorate_of(state, bylaws, rule, at, need.subject, aside)
    if not electorate.heads:
        raise Refused([finding("no_electorate", rule=need.rule)])
    decision = bylaws.decisions.get(action.kind)
    contested = bylaws.rules.get(decision.contested) if decision and decision.contested else None
    rolls = rolls_of(electorate.roll)
    asked = Asked(
        rule=need.rule,
        version="amended" if need.version == "amended" else None,
        subject=need.subject,
        others=need.others,
        actions=(),
        terms=_terms(eased(rule, need.misses), action),
        contested=contested,
        roll=rolls[0].digest,
        without=electorate.without,
        heads=electorate.heads,
        weight=electorate.weight,
    )
    return asked, rolls


def _amended(bylaws: Bylaws, actions: tuple[Action, ...]) -> Bylaws:
    """The bylaws after all actions together. Raises Refused if they cannot be changed so."""
    for action in actions:
        bylaws = action.amended(bylaws)
    return bylaws


def _terms(rule: Rule, action: Action) -> Rule:
    """The rule as it applies to an action: if it has none of the action's results, its first outcome decides.

    So a rule about a probation, which confirms, extends or ends, can decide on an amendment that weakens it.
    """
    if any(outcome.result in action.results for outcome in rule.outcomes):
        return rule
    return rule.changed(outcomes=(rule.outcomes[0].changed(result="passed"),), otherwise="rejected")


@dataclass(frozen=True)
class Open:
    """The event that opens a draft at a time, with the commit that submits it unless it opens by itself.

    `apply` refuses it if `problems` finds anything, or if the commit does not submit the draft for its proposer.
    """

    at: Instant
    draft: Draft
    moment: Moment
    filing: Paper | None = None

    name = "opened"

    def apply(self, state: State) -> tuple[State, dict[str, object]]:
        """The state with the entry in the docket, and the fields of the minute. Raises Refused."""
        found, asked = examine(state, self.draft, self.moment)
        if self.draft.cause == "filed":
            found = (*found, *filing.problems(state, self.draft, self.filing, self.at))
        if found:
            raise Refused(found)
        entry = _entry(state, self.draft, self.at, asked.asked)
        encoded = entry.as_file
        if len(encoded) > docket.MAX_BYTES:
            what = f"its actions and rules are {len(encoded)} bytes in the docket; at most {docket.MAX_BYTES}"
            raise Refused([finding("limits", what=what)])
        path = DocketEntry.home.path(entry.number)
        state = (
            keep_rolls(state, asked.rolls)
            .put(path, entry)
            .put(SlugUse.home.path(entry.slug), SlugUse(proposal=entry.number))
        )
        state = rival.join(state, entry)
        state = recusal.used(state, entry.slug)
        if self.filing is not None and entry.proposer is not None:
            state = state.put(FiledCommit.home.path(entry.number), filing.record_of(self.filing.data))
            state = sign_of_life(state, frozenset({entry.proposer}), self.at)
        return state, {
            "proposal": entry.number,
            "folder": entry.folder,
            "content": entry.content,
            "docket": digest_of(encoded),
        }


def make_entry(state: State, draft: Draft, at: Instant) -> tuple[State, DocketEntry]:
    """The entry of a draft that opens on this state at that time, and the state with its rolls, but without it."""
    asked = questions(state, bylaws_of(state), draft.proposal.actions, at, slug_of(draft.folder))
    return keep_rolls(state, asked.rolls), _entry(state, draft, at, asked.asked)


def _entry(state: State, draft: Draft, at: Instant, asked: tuple[Asked, ...]) -> DocketEntry:
    proposal = draft.proposal
    terms = [question.terms for question in asked]
    genesis: Digest = genesis_of(state)
    number: ProposalNumber = docket.next_number(state)
    period = longest(rule.period for rule in terms)
    closes_at, close = add(at, period), max((rule.close for rule in terms), key=CLOSING.index)
    if proposal.answers is not None:
        closes_at, close = rival.closes_at(state, proposal.answers, period, at), "deadline"
    return DocketEntry(
        number=number,
        minute=(newest_number(state) or 0) + 1,
        cause=draft.cause,
        folder=draft.folder,
        title=proposal.title,
        summary=proposal.summary,
        proposer=proposal.proposer,
        filing=draft.filing,
        content=content_digest(genesis, draft.folder, draft.files),
        files=draft.files,
        texts=draft.texts,
        open_before=proposal.open_before,
        replaces=proposal.replaces,
        trial=proposal.trial,
        answers=proposal.answers,
        actions=proposal.actions,
        opened_at=at,
        earliest_at=add(at, longest(rule.earliest for rule in terms)),
        closes_at=closes_at,
        close=close,
        delay=longest(rule.delay for rule in terms),
        grace=bylaws_of(state).periods.decide_grace,
        asked=asked,
        recused=tuple(sorted(_recused(state, draft, asked))),
    )


def _recused(state: State, draft: Draft, asked: tuple[Asked, ...]) -> frozenset[MemberId]:
    concerned = {name for question in asked for name in ((question.subject,) if question.subject else question.others)}
    return recusal.recused(state, slug_of(draft.folder), tuple(sorted(concerned)))
