"""The one table of codes: what can be wrong, in a sentence, and what to do next.

A verdict word says what follows from a code. REFUSE: nothing is merged. VOID: a ballot is not counted. FAIL: the audit
fails. WARN: it is reported. STOP: a command ends before it changes anything, and its own message says why. Codes are
stable and never reused. The sentences take their values from the finding; a value that is missing prints as `?`. The
error catalogue in docs/reference/errors.md is generated from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from govtool.core.finding import Finding


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that can be wrong. `verdicts` are the words it may appear with."""

    verdicts: tuple[str, ...]
    sentence: str
    advice: str


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence_of(finding: Finding) -> str:
    """The sentence that says what is wrong, with the values of the finding."""
    return TABLE[finding.code].sentence.format_map(_Values(finding.values))


def advice_of(finding: Finding) -> str:
    """The sentence that says what to do or type next."""
    return TABLE[finding.code].advice.format_map(_Values(finding.values))


def _row(*verdicts: str) -> Callable[[str, str], Code]:
    """A function that makes a code with these verdicts from its sentence and its advice."""
    return partial(Code, verdicts)


refuse = _row("REFUSE")
void = _row("VOID")
fail = _row("FAIL")
warn = _row("WARN")
stop = _row("STOP")
refuse_or_fail = _row("REFUSE", "FAIL")
refuse_void_or_fail = _row("REFUSE", "VOID", "FAIL")

TABLE: Mapping[str, Code] = {
    # Why a command stops: the message itself says what is wrong, and what to do next
    "cannot_run": stop("the command cannot do its work here", "do what the message says, then repeat the command"),
    "usage": stop("the command was not understood", "read its help: govtool COMMAND --help"),
    "amount": stop("the text is not an amount of this currency", "type it as in the message"),
    "nothing-owed": stop("nothing is owed, so there is nothing to divide", "see what is owed: govtool owed"),
    "amount-not-positive": stop("the amount to divide is not above 0", "give an amount above 0"),
    "system": stop("the computer refuses to read or write a file", "check the disk, and who may write there"),
    "unchangeable": stop("a program cannot change this file without losing words of yours", "change it by hand"),
    "unreachable": stop("the remote does not answer, or does not let you in", "try again later; check your access"),
    "push_refused": stop("the remote rejected the push", "read the reason in the message"),
    "lost_race": stop("another person changed the branch at the same moment", "repeat the command"),
    "git_host": stop("the Git host did not do what govtool asked", "read its answer in the message"),
    "not_posted": stop("the webhook did not accept the message", "check its address; the clerk tries again"),
    "broken_tree": stop("a folder in git has entries that do not mean one thing", "clone again; report it"),
    # What people type
    "typed": refuse("{typed!r} is not {what}", "write it as {form}"),
    "no_unit": refuse("{typed} has no unit", "type {forms}"),
    # Bytes and files
    "yaml": refuse_void_or_fail(
        "this is not strict YAML: {what}",
        "write plain YAML: no anchors, tags or repeated keys; see govtool schema KIND",
    ),
    "limits": _row("REFUSE", "VOID", "FAIL", "STOP")(
        "too large: {what}", "make it smaller; the limits: govtool schema KIND"
    ),
    "invisible": refuse_void_or_fail(
        "the text contains the invisible or bidirectional character {what}", "remove the character"
    ),
    "canonical": refuse_or_fail(
        "the file is not in canonical form: {what}", "do not write records in registry/ by hand; govtool writes them"
    ),
    "schema": refuse_void_or_fail(
        "{where}: {what}", "the fields and their values: govtool schema KIND; the kinds: govtool schema"
    ),
    "mode": refuse_void_or_fail(
        "the file mode is {mode}; only plain files (100644) are allowed", "commit a plain file"
    ),
    "name": refuse_or_fail("the name {name!r} cannot be used: {what}", "rename it"),
    "id": refuse_void_or_fail(
        "{id!r} is not an id: small letters a-z, digits and single hyphens, 2 to 31 characters", "choose another id"
    ),
    "slug": refuse_or_fail(
        "{slug!r} is not a short name: small letters a-z, digits and single hyphens, 2 to 31 characters",
        "rename the proposal",
    ),
    "path": refuse_or_fail(
        "the path {target!r} cannot be changed: {what}",
        "name a path inside the repository, outside registry/ and proposals/",
    ),
    "protected_path": refuse(
        "only govtool changes {target}",
        "propose the change: govtool propose --help; for a branch's protected files: govtool propose files",
    ),
    "path_denied": refuse(
        "the bylaws' table of paths allows no change of {target}",
        "amend the table first: govtool propose amend-bylaws --help",
    ),
    "plain_file": refuse(
        "{target} is {what}; members can vote on plain files only",
        "take it out of the branch; commit the file itself in its place",
    ),
    # Commits and signatures
    "grammar": refuse_void_or_fail(
        "the commit is not in the strict form: {what}", "make the commit with govtool, or with plain git commit -S"
    ),
    "trailer": refuse_void_or_fail(
        "the trailer {trailer} is missing, occurs twice or does not fit the file: {what}", "sign again with govtool"
    ),
    "unsigned": refuse_void_or_fail("the commit is not signed", "set up a key: govtool key setup"),
    "sig": refuse_void_or_fail("the signature is not valid: {what}", "sign again with your registered key"),
    "key_type": refuse_void_or_fail("a key of this kind cannot be used: {what}", "use ed25519: ssh-keygen -t ed25519"),
    "key_unknown": refuse_void_or_fail(
        "signed with {key}, which is not a key of {voter}",
        "sign with your registered key: govtool key list. A key of the Git host's web page belongs to nobody here: vote with govtool vote",
    ),
    "key_revoked": refuse_void_or_fail(
        "signed with {key}, which {voter} has revoked", "sign again with a key that is active: govtool key list"
    ),
    "key_retired": refuse_void_or_fail(
        "signed with {key}, which is not active yet, or no longer",
        "sign again with a key that is active: govtool key list",
    ),
    "key_role": refuse_void_or_fail("signed with {key}, which is the clerk's key", "sign with your own key"),
    "key_use": refuse_void_or_fail(
        "signed with {key}, a recovery key, which can only register and revoke keys", "sign with your signing key"
    ),
    "key_in_use": refuse_or_fail(
        "the key {key} is known already: {what}", "make a new key; a key belongs to one person permanently"
    ),
    "proof_of_possession": refuse_or_fail(
        "no valid proof shows that the owner of the key {key} holds it",
        "the owner makes it with govtool key prove; for a further key of your own: govtool key rotate",
    ),
    "origin": refuse_void_or_fail(
        "the passkey was used at {origin}, which organization.yaml does not list",
        "vote at the page of the co-operative",
    ),
    # Ballots
    "ancestry": refuse_void_or_fail(
        "the commit has the wrong parents: {what}", "make it with govtool, which starts from the right commit"
    ),
    "extra_path": refuse_void_or_fail("the commit must add one file and nothing else: {what}", "make it with govtool"),
    "opening": void(
        "the ballot is bound to another opening than that of proposal {number}",
        "vote again: govtool vote {number}. Compare with other members whether they see the same opening: govtool audit",
    ),
    "not_in_electorate": void(
        "{voter} is not on the voter list of proposal {number}, which was fixed at its opening",
        "govtool show {number} lists the voters",
    ),
    "equivocation": void(
        "{voter} signed different choices with cast {cast}; neither counts",
        "vote again with a higher cast: govtool vote {number} CHOICE (it takes cast {next})",
    ),
    "choice": void("this vote does not offer the choice {choice}", "choose for, against or abstain"),
    "key_too_new": void(
        "signed with {key}, which can vote only on proposals opened from {votes_from} on",
        "wait, or sign with an older key: govtool key list",
    ),
    # Proposals
    "slug_used": refuse_or_fail(
        "the short name {slug} was used before; each is used once", "choose another: govtool propose --slug NAME"
    ),
    "proposer": refuse_or_fail(
        "the submission is signed with {key}, not by its proposer {proposer}",
        "the proposer must submit it: govtool propose",
    ),
    "not_proposer": refuse_or_fail("proposal {number} belongs to {proposer}", "ask {proposer}"),
    "missing_outside": refuse_or_fail(
        "it refers to {digest}, which is on no branch application/ID and in no pull request",
        "ask its author to send it again: govtool apply, or govtool register",
    ),
    "not_due": refuse_or_fail(
        "{folder} opens by itself, and nothing that happened asks for it now",
        "see what opens next, and when: govtool status",
    ),
    "content": refuse_or_fail(
        "the text differs from the one that was opened: {what}",
        "submit a new proposal with replaces; an opened text never changes",
    ),
    "content_frozen": refuse(
        "proposal {number} is open, so its text cannot change",
        "submit another one: govtool propose ACTION --replaces {number}",
    ),
    "missing_file": refuse_or_fail(
        "{action} names the file {name}, which the proposal does not contain", "add the file, or correct its name"
    ),
    "text": refuse_or_fail("the text cannot be stored: {what}", "write plain text in UTF-8"),
    "open_before": refuse_or_fail("open_before {until} is more than {period} ahead", "choose an earlier time"),
    "expired": refuse_or_fail("it is too late: {what}", "sign it again"),
    "max_open": refuse_or_fail(
        "{member} has {open} open {what}; at most {limit} are allowed",
        "wait until one is {end}, or take one back: {hint}",
    ),
    "cooldown": refuse_or_fail(
        "everything that this asks for was asked for in proposal {proposal}, and rejected; it can be proposed again from {until} on",
        "wait, or ask for something else; you can propose a part of it at once",
    ),
    "not_allowed": refuse_or_fail(
        "{member} ({person_class}) may not {what}", "ask a person who may: govtool show bylaws"
    ),
    "no_rule": refuse_or_fail("the bylaws have no rule for {action}", "amend the bylaws' table of decisions first"),
    "no_electorate": refuse_or_fail(
        "nobody could vote: the voter list of the rule {rule} is empty", "see whom the rule asks: govtool show bylaws"
    ),
    "stands_alone": refuse_or_fail(
        "the vote under the rule {rule} has more results than passed and not passed, so its action must be alone in a proposal",
        "make two proposals",
    ),
    "not_in_a_choice": refuse_or_fail(
        "it cannot be an option beside others: {what}", "ask for it in a proposal of its own, or leave it out"
    ),
    "question_closes": refuse_or_fail(
        "it comes too late to answer the question {question}: {what}",
        "see what is open, and when it closes: govtool list questions; or propose it alone",
    ),
    "not_a_rival": refuse_or_fail("it cannot answer the question {question}: {what}", "propose it alone"),
    "probation": refuse_or_fail(
        "the bylaws require a probation, so nobody can be admitted directly",
        "nominate the person: govtool nominate --help",
    ),
    "precondition": refuse_or_fail(
        "the registry differs from what the action expects: {what}",
        "look again (govtool status, govtool show), then ask anew",
    ),
    "unknown_member": refuse_or_fail("{member} is not known here, or no longer", "govtool list members"),
    "other_standing": refuse_or_fail(
        "this is not possible for {member}: {member} is {now} here",
        "see the status of each person: govtool list members",
    ),
    "id_taken": refuse_or_fail(
        "the id {id} belongs to another person here",
        "choose another id; a person with a record here signs with a key of that record: govtool apply",
    ),
    "known_person": refuse_or_fail(
        "{member} has a record here already, and this proves no key of it",
        "leave name, key and proof out. {member} can add a key with govtool key rotate; after losing all keys, with rekey",
    ),
    "not_yet": refuse_or_fail(
        "{member} cannot {what} before {until}", "wait until then: govtool status shows what comes next"
    ),
    "nominated": refuse_or_fail(
        "{by} has already nominated {member}", "one nomination at a time: govtool show {member}"
    ),
    "pace": refuse_or_fail("{now}; at most {allowed} can be", "{hint}"),
    "unknown_team": refuse_or_fail("there is no team {team}", "govtool list teams"),
    "unknown_project": refuse_or_fail("there is no project {project}", "govtool list projects"),
    "unknown_proposal": refuse_or_fail("there is no proposal {id}", "govtool list proposals"),
    "no_voter": refuse_or_fail(
        "nobody would be left who could amend the bylaws", "keep at least one person with a vote"
    ),
    # Trials
    "no_undo": refuse_or_fail(
        "{action} cannot be undone, so it cannot be tried",
        "leave `trial` out; only rules, policies, names, duties and shares of the income can be tried",
    ),
    "review_on": refuse_or_fail(
        "the review on {day} must be from {first} to {last}",
        "choose another day: govtool propose ACTION --trial-until DAY",
    ),
    "on_trial": refuse_or_fail(
        "proposal {trial} is trying the same: {what}",
        "wait for the vote on that trial, or propose it without a trial, which ends the other one: govtool show {trial}",
    ),
    "superseded": refuse_or_fail(
        "the trial of proposal {trial} cannot be undone, so what stands now stays: {what}",
        "see what stands: govtool show trial {trial}; to change it, propose it: govtool propose --help",
    ),
    # Hours and wages
    "hours": refuse_or_fail("these hours are not possible: {what}", "see what is recorded already: govtool hours list"),
    "approver": refuse_or_fail(
        "{member} may not approve timesheet {number} of {worker}: {what}",
        "ask a team-mate of the worker, or any member if there is none; govtool hours approve shows what waits for you",
    ),
    "retroactive": refuse_or_fail(
        "wages cannot change in the past, from {starts} on: {what}",
        "choose a later start; the vote and its delay take time too",
    ),
    # Due process, conflicts of interest, the end
    "due_process": refuse_or_fail(
        "this is not the way to expel a member: {what}",
        "people complain first, then the vote opens by itself: govtool complain --help",
    ),
    "own_word": refuse_or_fail(
        "no vote can reduce the hours of {member}: {member} works {now} minutes a week now, and can say so",
        "{member} can reduce them: govtool reduce --help",
    ),
    "by_itself": refuse_or_fail("nobody can submit {action}: it opens by itself once {what}", "{hint}"),
    "objected": refuse_or_fail(
        "{member} objected with an old key, and the votes on {number} do not pass the contested rule",
        "submit it again; the others vote anew: govtool propose rekey --help",
    ),
    "appeal_upheld": refuse_or_fail(
        "the second vote, on the appeal, did not pass",
        "the case is over; a new complaint starts another: govtool complain --help",
    ),
    "roll_fixed": refuse_or_fail(
        "proposal {number} is open, so its voter list cannot change",
        "abstain instead, which has the same effect: govtool vote {number} abstain",
    ),
    "away_too_long": refuse_or_fail(
        "{until} is not between now and {latest}, the latest end of an absence",
        "name an earlier day, and repeat it then: govtool away --until DAY",
    ),
    "winding_up": refuse_or_fail(
        "the organisation is winding up, so nobody can join: {what}",
        "a vote can decide to go on: govtool propose wind-up --no-begin",
    ),
    "not_ready": refuse_or_fail(
        "the books cannot be closed: {what}",
        "settle it first: govtool status, govtool hours approve; a person owed can agree to it: govtool close accept",
    ),
    "ended": refuse_or_fail(
        "the books are closed, so nothing can change here", "you can still verify everything: govtool audit"
    ),
    # Life of a proposal
    "not_open": refuse_or_fail("proposal {number} is not open for votes", "govtool show {number}"),
    "not_decided": refuse_or_fail("proposal {number} is not decided yet", "govtool tally {number}"),
    "already_enacted": refuse_or_fail("proposal {number} does not wait for enactment", "govtool show {number}"),
    "early": refuse_or_fail(
        "proposal {number} cannot be decided before {earliest}, or before {closes} while voters may still change the result",
        "wait",
    ),
    "late": fail("the vote was decided too late, so it can only have lapsed: {what}", "submit the text again"),
    "order": refuse_or_fail(
        "proposal {number} comes first: it is due, or answers the same question and is not decided yet",
        "run the clerk: govtool clerk",
    ),
    "outvoted": refuse_or_fail(
        "another proposal that answers the same question has more votes for it",
        "see both: govtool show ID; it can be proposed again after the cooldown",
    ),
    "tied": refuse_or_fail(
        "another proposal that answers the same question has as many votes for it",
        "put the question again: each of them can be proposed again at once",
    ),
    # Statements
    "number": refuse_or_fail(
        "{member} signed statement {number}, but the next one is {expected}", "sign it again: govtool sign"
    ),
    "not_after": refuse_or_fail(
        "not_after {until} is more than {period} after {since}, when the statement starts to count", "sign it again"
    ),
    "founding": refuse_or_fail(
        "these founders have not accepted yet: {who}",
        "each of them types: govtool sign; to go on without one of them: govtool init --again",
    ),
    # Money
    "funds": refuse_or_fail(
        "the account {account} needs {amount}, and {available} of it is free",
        "govtool treasury shows the balances and what passed payouts have reserved",
    ),
    "nothing_owed": refuse_or_fail("nothing was owed when the vote opened, or nothing of it is left", "govtool owed"),
    "more_than_owed": refuse_or_fail(
        "{creditor} is owed {owed}, not {amount}", "name at most what is owed: govtool owed"
    ),
    "creditor_consent": refuse_or_fail(
        "no vote can lower what {creditor} is owed: only payment can, or {creditor}'s own signature",
        "ask {creditor}, who can waive it by two statements, a week apart",
    ),
    "too_soon": refuse_or_fail(
        "you can sign what was stated at {stated} again from {earliest} on", "wait, and think it over"
    ),
    "own_case": refuse_or_fail(
        "{member} may not countersign this statement by {first}",
        "another member must sign: neither {first}, nor the person it is about, nor the person paid",
    ),
    "no_federation": refuse_or_fail(
        "{what} is only for federations, and this organisation is no federation",
        "a federation is founded with: govtool init --profile federation",
    ),
    "by_affiliate": refuse_or_fail(
        "people come into a federation through an affiliate only, and not by {what}",
        "an affiliate brings people in: govtool federation enrol",
    ),
    "unknown_affiliate": refuse_or_fail(
        "no affiliate {affiliate} belongs to this federation", "see who does: govtool list affiliates"
    ),
    "not_affiliated": refuse_or_fail(
        "{member} does not belong to the affiliate {affiliate}",
        "see to which you belong: govtool show {member}",
    ),
    "not_together": refuse_or_fail(
        "{member} belongs to no affiliate of {other}",
        "a person of one of their affiliates submits it: govtool show {other}",
    ),
    "mandate": refuse_or_fail(
        "{member} has no mandate of {affiliate} in the matter {what}",
        "see its mandates: govtool show affiliate {affiliate}",
    ),
    "not_signer": refuse_or_fail(
        "{member} is no signer of {affiliate}", "see who signs for it: govtool show affiliate {affiliate}"
    ),
    "other_decision": refuse_or_fail(
        "{affiliate} decides in another way: {what}", "see how it decides: govtool show affiliate {affiliate}"
    ),
    "undecided": refuse_or_fail(
        "{affiliate} has not decided to join: {what}",
        "all its signers, or five of its people, sign it: govtool federation prove FILE",
    ),
    "no_ground": refuse_or_fail(
        "the bylaws do not list the ground {ground}; they list {known}", "see them: govtool show bylaws"
    ),
    "no_failed_case": refuse_or_fail(
        "this needs a case against {who} that failed: {what}",
        "see the cases: govtool federation case list",
    ),
    "not_party": refuse_or_fail(
        "{who} is no party of case {case}", "see the parties and mediators: govtool federation case show {case}"
    ),
    "independence": refuse_or_fail(
        "{member} cannot mediate in case {case}: {what}",
        "name a mediator who belongs to no party: govtool list members",
    ),
    "signed_already": refuse_or_fail(
        "{member} has signed this statement already", "another person must sign: govtool sign"
    ),
    "not_awaited": refuse_or_fail(
        "nothing waits for a second signature under {digest}, or its time is over",
        "see what waits for you: govtool sign",
    ),
    "currency": refuse_or_fail(
        "the receipt is in {currency}, and all amounts here are in {expected}",
        "record what reached the account, in {expected}",
    ),
    "budget": refuse_or_fail(
        "the line {budget_line} of the budget {budget} allows no {amount} then: {what}",
        "change the budget by a vote: govtool propose set-budget --help",
    ),
    "bank_file": refuse(
        "the bank statement cannot be read: {what}",
        "{then}",
    ),
    "iban": refuse(
        "{who} cannot be paid into this account: {what}",
        "{then}",
    ),
    "reconcile": warn(
        "on {on} the bank says {balance} for {accounts}, and the books say {booked}",
        "find what is missing or invented: govtool list entries",
    ),
    "unconfirmed": warn(
        "payout {payout} gives {creditor} {amount}, and nobody has confirmed its arrival since {since}",
        "the person owed confirms it with govtool sign; the treasurer with a document",
    ),
    "contested": warn(
        "{by} says that payout {payout} is settled with {creditor}: {parts}; {creditor} disputes it: {reason}",
        "find out where the money went; {creditor} confirms what came, or two others reverse it",
    ),
    "booked_twice": warn(
        "entries {first} and {second} have the same receipt, day and amount: {amount} of {on}",
        "if one of them is too much, two persons can reverse it: govtool treasury undo {second}",
    ),
    "ledger": fail(
        "the balance differs from the sum of its entries: {what}",
        "another program wrote the books, or changed them; tell the other members",
    ),
    # The minute book
    "unauthorised": fail(
        "this commit is not authorised: {what}", "the clerk repairs it at its next run; find out who pushed it"
    ),
    "tree_not_derived": fail(
        "this file differs from what the recorded decision produces", "compare it with the parent commit: git show"
    ),
    "minute": fail(
        "this entry of the minute book differs from what its event produces: {what}",
        "the clerk is broken or hostile. Tell the other members, who can replace it: govtool handover --help",
    ),
    "tally": fail(
        "the recorded count differs from what the ballots give: {what}",
        "the clerk is broken or hostile. Tell the other members, who can replace it: govtool handover --help",
    ),
    "roll": fail(
        "the voter list or the rules of the opening differ from what the registry gives: {what}",
        "the clerk is broken or hostile. Tell the other members, who can replace it: govtool handover --help",
    ),
    "time_order": refuse_or_fail("the time {at} is before that of the newest entry, {newest}", "set the clerk's clock"),
    "future": refuse_or_fail(
        "the newest entry is dated {at}, more than ten minutes ahead of your clock",
        "set your clock; if it is right, the clerk's is wrong: govtool handover --help",
    ),
    "founded": refuse_or_fail("the founding is not valid: {what}", "found again: govtool init"),
    "genesis": fail(
        "the founding fingerprint of this history is {genesis}, not {pinned}",
        "another organisation is in its place, or you look at another one. Once its founders tell you that they gave it up: govtool trust remove {pinned}",
    ),
    "founded_again": fail(
        "{who} founded {name} again{without}: its founding fingerprint is {genesis}, and no longer {pinned}",
        "ask the other founders if this is their fingerprint. Then: govtool trust remove {pinned}, and govtool status",
    ),
    "history": fail(
        "main does not contain the commit {head}, which this computer verified before",
        "fetch, in case this clone is behind. If it stays so, main was rewritten: compare with other members before you do anything",
    ),
    "missing_object": _row("FAIL", "STOP")(
        "an object that history names is missing: {what}", "fetch the whole history, or clone again"
    ),
    "gather": fail(
        "the ballot receipt is not valid: {what}",
        "the clerk is broken or hostile. Tell the other members, who can replace it: govtool handover --help",
    ),
    "handover": refuse_or_fail("the handover is not valid: {what}", "govtool handover --help"),
    "void_open": fail(
        "nothing can happen on main until the clerk repairs what was pushed at {since}", "run the clerk: govtool clerk"
    ),
    "void_span": warn(
        "main contained unauthorised commits from {since} until they were repaired; they had no effect",
        "find out who pushed them",
    ),
    "filing_names": warn(
        "with this submission the registry stores {who} permanently",
        "to show only your id, submit it with govtool propose, which writes {instead}",
    ),
    "docket_text": warn(
        "the proposal index of {number} differs from what its proposer submitted: {what}",
        "this proves that the clerk cheated. Look at both: govtool show {number}; tell the other members, who can replace the clerk: govtool handover --help",
    ),
    "rule_asks_nobody": warn(
        "nothing can pass under the rule {rule}, which asks {what}",
        "put people there (govtool propose form-team --help, assign-duty --help), or amend the rule",
    ),
    "omitted_ballot": fail(
        "the clerk received the ballot {ballot} of {voter} and left it out of the decision on {number}",
        "this proves that the clerk cheated. Tell the other members, who can replace the clerk: govtool handover --help",
    ),
    "not_counted": warn(
        "the decision on {number} does not count the ballot of {voter}",
        "only a ballot receipt of the clerk proves that it came in time",
    ),
    "not_on_main": refuse("{commit} is not on main's first-parent chain", "name a commit of main"),
    "stale": warn("main has not moved since {at}", "check whether the clerk runs: govtool clerk"),
    "dated_back": warn(
        "entry {number} is dated {at}, and was not there when this computer fetched at {seen}",
        "check your clock; if it is right, the clerk dated the entry back: tell the other members",
    ),
    "rewound": refuse(
        "main may only grow: {what}", "merge what main contains first: git pull; never force or delete main"
    ),
    "reserved_branch": refuse("the branch {branch} would block other branches: {what}", "choose another name"),
    "object_format": refuse(
        "the repository {folder} is in git's SHA-256 format, which govtool cannot read",
        "use git init --object-format=sha1; the minute book uses SHA-256 in any case",
    ),
    "local_schema": refuse("the co-operative's own schema {schema} says: {what}", "correct the record"),
    "user_verification": refuse_void_or_fail(
        "the passkey was used without verifying the person", "unlock the device with PIN or finger when voting"
    ),
}
