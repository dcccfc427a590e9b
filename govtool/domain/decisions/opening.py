"""Opening a proposal: from a submitted text to an entry of the docket, with its rules and voter lists fixed.

The same function opens for the clerk and verifies for the audit. The audit sees less: if a proposal did not pass, main
holds only digests and the signed commit of its submission. Checks of the bytes of its files run at submission, and
again at enactment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govtool.core.evidence import Paper
from govtool.core.finding import Finding, finding
from govtool.core.ids import Digest, MemberId, ProposalNumber, digest_of
from govtool.core.minute import genesis_of, newest_number
from govtool.core.ranked import MOST_OPTIONS
from govtool.core.rule import CLOSING, Close, Rule
from govtool.core.state import State
from govtool.core.tally import PASSED
from govtool.core.times import Instant, add, longest
from govtool.domain.constitution.bylaws import CHOOSE, Bylaws, PersonClass, bylaws_of, misplaced_kind
from govtool.domain.constitution.ending import is_closed, is_winding_up
from govtool.domain.constitution.member import Member
from govtool.domain.decisions import docket, filing, recusal, rival, trial
from govtool.domain.decisions.action import Moment
from govtool.domain.decisions.asked import Asked, OfferedOption
from govtool.domain.decisions.cause import sign_of_life
from govtool.domain.decisions.docket import DocketEntry, SlugUse
from govtool.domain.decisions.draft import Draft, is_pending
from govtool.domain.decisions.filing import FiledCommit
from govtool.domain.decisions.proposal import (
    FILE,
    MAX_FILES,
    Proposal,
    content_digest,
    folder_problem,
    names_of,
    names_problems,
    requests_of,
    sizes_problems,
    slug_of,
    text_names,
)
from govtool.domain.decisions.question import Questions, questions
from govtool.domain.decisions.rejection import rejected_before
from govtool.domain.decisions.roll import keep_rolls
from govtool.errors import Refused

_OPENS_BY_ITSELF = frozenset({"by_itself", "due_process"})
"""Why a person cannot submit a vote that opens by itself only."""


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
        asked = questions(state, bylaws_of(state), draft.proposal, moment.at, slug_of(draft.folder))
    except Refused as error:
        return (*found, *(one.at(path) for one in error.findings)), Questions((), ())
    company = _choice_problems(asked.asked) if draft.proposal.options else _company_problems(draft, asked.asked)
    more = (*company, *rival.problems(state, draft.proposal, draft.texts, asked.asked, moment.at))
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
    yield from _limit_problems(bylaws, proposal)
    for action in proposal.actions:
        if proposal.options and action.results != {PASSED}:
            # an option that is not chosen has no result of its own: the vote would not end what it is about
            yield finding("not_in_a_choice", what=f"{action.kind} has more results than passed")
        misplaced = misplaced_kind(state, action)
        if misplaced is not None:
            yield misplaced
            continue
        if action.brings_people and is_winding_up(state):
            yield finding("winding_up", what=action.kind)
        for problem in action.problems(state, moment):
            if proposal.options and problem.code in _OPENS_BY_ITSELF:
                problem = finding("not_in_a_choice", what=f"a vote on {action.kind} opens by itself")
            yield problem
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
    yield from _right_to_propose(state, bylaws, proposal, at)
    named = text_names(proposal.actions) & names_of(draft.files)
    if [line.partition(" ")[2] for line in draft.texts] != sorted(named):
        yield finding("content", draft.folder, what="its texts differ from those that its actions name")
    cooldown = bylaws.periods.cooldown
    for asked in requests_of(proposal, draft.texts).values():
        before = rejected_before(state, asked, at, cooldown)
        if before is not None:
            yield finding("cooldown", proposal=before.proposal, until=add(before.at, cooldown))


def _right_to_propose(state: State, bylaws: Bylaws, proposal: Proposal, at: Instant) -> Iterator[Finding]:
    member = Member.of(state, proposal.proposer) if proposal.proposer else None
    found = bylaws.class_of(member) if member else None
    if member is None or found is None:
        yield finding("unknown_member", member=proposal.proposer or "nobody")
        return
    name, person_class = found
    for kind in (*([CHOOSE] if proposal.options else []), *(action.kind for action in proposal.actions)):
        decision = bylaws.decisions.get(kind)
        allowed = (name in decision.proposed_by) if decision and decision.proposed_by else person_class.proposes
        if not allowed:
            yield finding("not_allowed", member=member.id, what=f"propose {kind}", person_class=name)
    for action in proposal.actions:
        yield from action.proposer_problems(state, member.id, at)
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


def _limit_problems(bylaws: Bylaws, proposal: Proposal) -> Iterator[Finding]:
    actions = proposal.actions
    if len(proposal.options) > MOST_OPTIONS:
        yield finding("limits", what=f"{len(proposal.options)} options; at most {MOST_OPTIONS}")
    if len(actions) > bylaws.limits.actions_per_proposal:
        yield finding("limits", what=f"{len(actions)} actions; at most {bylaws.limits.actions_per_proposal}")
    if bylaws.limits.single_subject and len({action.kind for action in actions}) > 1:
        yield finding("limits", what="actions of more than one kind; the bylaws ask for a single subject")
    single = [action.kind for action in actions if action.one_each_vote]
    for kind in sorted(set(single)):
        if single.count(kind) > 1:
            yield finding("limits", what=f"{single.count(kind)} actions {kind}; each needs a vote of its own")


def _company_problems(draft: Draft, asked: tuple[Asked, ...]) -> Iterator[Finding]:
    actions = draft.proposal.actions
    for question in asked:
        has_more = len(asked) > 1 and len({outcome.result for outcome in question.terms.outcomes}) > 1
        # an action that is carried out under another result too must not depend on the votes on others
        if has_more or (len(actions) > 1 and any(len(actions[place].results) > 1 for place in question.actions)):
            yield finding("stands_alone", rule=question.rule)


def _choice_problems(asked: tuple[Asked, ...]) -> Iterator[Finding]:
    """The rules of options by which they cannot be counted as one of several."""
    for question in asked:
        if question.terms.blocks is not None:
            yield finding("not_in_a_choice", what=f"people may block under the rule {question.rule}")
        if question.contested is not None:
            yield finding("not_in_a_choice", what=f"an objection changes the rule {question.rule}")
        if {outcome.result for outcome in question.terms.outcomes} != {PASSED}:
            yield finding("not_in_a_choice", what=f"the rule {question.rule} has other results than passed")


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
        entry = _entry(state, self.draft, self.at, asked)
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
    asked = questions(state, bylaws_of(state), draft.proposal, at, slug_of(draft.folder))
    return keep_rolls(state, asked.rolls), _entry(state, draft, at, asked)


def _entry(state: State, draft: Draft, at: Instant, questions: Questions) -> DocketEntry:
    proposal, asked = draft.proposal, questions.asked
    terms = [question.terms for question in asked]
    genesis: Digest = genesis_of(state)
    number: ProposalNumber = docket.next_number(state)
    period = longest(rule.period for rule in terms)
    closes_at, close = add(at, period), _close(proposal, terms)
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
        all_actions=proposal.actions,
        ballot=proposal.ballot,
        options=_offered(state, proposal, questions),
        seats=proposal.seats,
        opened_at=at,
        earliest_at=add(at, longest(rule.earliest for rule in terms)),
        closes_at=closes_at,
        close=close,
        delay=longest(rule.delay for rule in terms),
        grace=bylaws_of(state).periods.decide_grace,
        asked=asked,
        pairs=questions.pairs,
        recused=tuple(sorted(_recused(state, draft, asked))),
    )


def _close(proposal: Proposal, terms: list[Rule]) -> Close:
    """When a vote may end before its time. With options nobody's silence is settled before all have voted."""
    least: list[Close] = ["everyone"] if proposal.options else []
    return max([*least, *(rule.close for rule in terms)], key=CLOSING.index)


def _offered(state: State, proposal: Proposal, questions: Questions) -> tuple[OfferedOption, ...]:
    if questions.pairs is None:
        return ()
    voters, found, first = questions.pairs.voters(keep_rolls(state, questions.rolls)), [], 0
    for option, aside in zip(proposal.options, questions.aside, strict=True):
        after = first + len(option.actions)
        kept = tuple(sorted(member for member in aside if member in voters))
        found.append(
            OfferedOption(option=option.option, title=option.title, actions=tuple(range(first, after)), aside=kept)
        )
        first = after
    return tuple(found)


def _recused(state: State, draft: Draft, asked: tuple[Asked, ...]) -> frozenset[MemberId]:
    concerned = {name for question in asked for name in ((question.subject,) if question.subject else question.others)}
    return recusal.recused(state, slug_of(draft.folder), tuple(sorted(concerned)))
