"""The one table of codes: what can be wrong, in a sentence, and what to do next.

A verdict word says what follows from a code: REFUSE (nothing is merged), VOID (a ballot is not counted), FAIL (the audit
fails), WARN (it is reported). Codes are stable and never reused. The sentences take their values from the finding; a
value that is missing prints as `?`. The error catalogue in docs/reference/errors.md is generated from this table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govtool.core.finding import Finding


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that can be wrong. `verdicts` are the words it may appear with."""

    code: str
    verdicts: tuple[str, ...]
    sentence: str
    advice: str


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence_of(finding: Finding) -> str:
    """What is wrong, in one sentence, with the values of the finding."""
    return TABLE[finding.code].sentence.format_map(_Values(finding.values))


def advice_of(finding: Finding) -> str:
    """What to do or type next."""
    return TABLE[finding.code].advice.format_map(_Values(finding.values))


R, V, F, W = "REFUSE", "VOID", "FAIL", "WARN"


def _table(rows: Iterable[tuple[str, tuple[str, ...], str, str]]) -> Mapping[str, Code]:
    table: dict[str, Code] = {}
    for code, verdicts, sentence, advice in rows:
        if code in table:
            raise ValueError(f"code {code} stands twice in the table")
        table[code] = Code(code, verdicts, sentence, advice)
    return table


TABLE: Mapping[str, Code] = _table(
    [
        # What people type
        ("typed", (R,), "{typed!r} is not {what}", "write it as {form}"),
        ("no_unit", (R,), "{typed} has no unit", "type {forms}"),
        # Bytes and files
        ("yaml", (R, V, F), "not strict YAML: {what}", "write plain YAML as in docs/reference/format.md"),
        ("limits", (R, V, F), "too large: {what}", "make it smaller; docs/reference/format.md lists the limits"),
        ("invisible", (R, V, F), "contains the invisible or bidirectional character {what}", "remove the character"),
        ("canonical", (R, F), "is not in canonical form: {what}", "records in registry/ are written by govtool only"),
        ("schema", (R, V, F), "{where}: {what}", "see docs/reference/format.md for the fields and their values"),
        ("mode", (R, V, F), "has the file mode {mode}; only plain files (100644) are allowed", "commit a plain file"),
        ("name", (R, F), "the name {name!r} cannot be used: {what}", "rename it"),
        (
            "id",
            (R, V, F),
            "{id!r} is not an id: small letters a-z, digits and single hyphens, 2 to 31 characters",
            "choose another id",
        ),
        (
            "slug",
            (R, F),
            "{slug!r} is not a slug: small letters a-z, digits and single hyphens, 2 to 31 characters",
            "rename the proposal",
        ),
        (
            "path",
            (R, F),
            "the path {target!r} cannot be changed: {what}",
            "name a path inside the repository, outside registry/ and proposals/",
        ),
        (
            "protected_path",
            (R,),
            "only govtool changes {target}",
            "propose the change: govtool propose --help; a branch's files under a rule: govtool propose files",
        ),
        (
            "path_denied",
            (R,),
            "no row of the bylaws' table of paths allows a change of {target}",
            "amend the table first: govtool propose amend-bylaws --help",
        ),
        (
            "plain_file",
            (R,),
            "{target} is {what}, and only plain files can be voted on",
            "take it out of the branch; commit the file itself in its place",
        ),
        # Commits and signatures
        (
            "grammar",
            (R, V, F),
            "the commit is not in the strict form: {what}",
            "make the commit with govtool, or with plain git commit -S",
        ),
        (
            "trailer",
            (R, V, F),
            "the trailer {trailer} is missing, stands twice or does not fit the file: {what}",
            "sign again with govtool",
        ),
        ("unsigned", (R, V, F), "the commit is not signed", "set up a key: govtool key setup"),
        ("sig", (R, V, F), "the signature is not valid: {what}", "sign again with your registered key"),
        ("key_type", (R, V, F), "a key of this kind cannot be used: {what}", "use ed25519: ssh-keygen -t ed25519"),
        (
            "key_unknown",
            (R, V, F),
            "signed with {key}, which is no key of {voter}",
            "sign with your registered key: govtool key list. A key of the forge's web page is nobody's: vote with govtool vote",
        ),
        (
            "key_revoked",
            (R, V, F),
            "signed with {key}, which {voter} has revoked",
            "sign again with a key that is active: govtool key list",
        ),
        (
            "key_retired",
            (R, V, F),
            "signed with {key}, which is not active yet, or not any more",
            "sign again with a key that is active: govtool key list",
        ),
        (
            "key_role",
            (R, V, F),
            "signed with {key}, which is a key of the clerk and not of a person",
            "sign with your own key",
        ),
        (
            "key_use",
            (R, V, F),
            "signed with {key}, a recovery key, which can only register and revoke keys",
            "sign with your signing key",
        ),
        (
            "key_in_use",
            (R, F),
            "the key {key} is known already: {what}",
            "make a new key: a key belongs to one person for ever",
        ),
        (
            "proof_of_possession",
            (R, F),
            "the key {key} comes without a valid proof that its owner holds it",
            "add the key with govtool key rotate, which makes the proof",
        ),
        (
            "origin",
            (R, V, F),
            "the passkey was used at {origin}, which organization.yaml does not list",
            "vote at the page of the co-operative",
        ),
        # Ballots
        (
            "ancestry",
            (R, V, F),
            "the commit has the wrong parents: {what}",
            "make it with govtool, which starts from the right commit",
        ),
        ("extra_path", (R, V, F), "the commit must add one file and nothing else: {what}", "make it with govtool"),
        (
            "opening",
            (V,),
            "the ballot is bound to another opening than that of proposal {number}",
            "vote again: govtool vote {number}. If others do see the same opening as you, compare: govtool audit",
        ),
        (
            "not_in_electorate",
            (V,),
            "{voter} is not on the roll of proposal {number}, which was fixed at its opening",
            "govtool show {number} names everybody on the roll",
        ),
        (
            "equivocation",
            (V,),
            "{voter} signed different choices with cast {cast}; neither counts",
            "vote again with a higher cast: govtool vote {number} CHOICE (it takes cast {next})",
        ),
        ("choice", (V,), "the rule of this vote does not know the choice {choice}", "choose for, against or abstain"),
        (
            "key_too_new",
            (V,),
            "signed with {key}, which votes only in proposals opened from {votes_from} on",
            "wait, or sign with an older key: govtool key list",
        ),
        # Proposals
        (
            "slug_used",
            (R, F),
            "the slug {slug} was used before, and a slug is unique for ever",
            "choose another: govtool propose --slug NAME",
        ),
        (
            "proposer",
            (R, F),
            "the filing is not signed by its proposer {proposer}, but with {key}",
            "the proposer must file it: govtool propose",
        ),
        ("not_proposer", (R, F), "proposal {number} is {proposer}'s", "ask its proposer"),
        (
            "missing_outside",
            (R, F),
            "it brings in {digest}, which is on no branch application/ID and no pull request",
            "ask its author to send it again: govtool apply, or govtool register",
        ),
        (
            "not_due",
            (R, F),
            "{folder} would open by itself, and nothing that happened asks for it now",
            "govtool status says what is to come, and when",
        ),
        (
            "content",
            (R, F),
            "the text is not the one that was opened: {what}",
            "file a new proposal with replaces; an opened text is fixed for good",
        ),
        (
            "content_frozen",
            (R,),
            "proposal {number} is open, and its text is fixed for good",
            "file another one: govtool propose ACTION --replaces {number}",
        ),
        (
            "missing_file",
            (R, F),
            "{action} names the file {name}, which is not with the proposal",
            "add the file, or correct its name",
        ),
        ("text", (R, F), "the text cannot be kept: {what}", "write plain text in UTF-8"),
        ("open_before", (R, F), "open_before {until} is more than {period} ahead", "choose an earlier time"),
        ("expired", (R, F), "it is too late: {what}", "sign it again"),
        (
            "max_open",
            (R, F),
            "{member} has {open} open proposals; at most {limit} are allowed",
            "wait until one is decided, or withdraw one: govtool withdraw ID",
        ),
        (
            "cooldown",
            (R, F),
            "all that proposal {proposal} asked for was rejected, and this asks for it again; that can be from {until} on",
            "wait, or ask for something else; a part of it may be asked at once",
        ),
        (
            "not_allowed",
            (R, F),
            "{member} ({person_class}) may not {what}",
            "ask somebody who may: govtool show bylaws",
        ),
        ("no_rule", (R, F), "the bylaws have no rule for {action}", "amend the bylaws' table of decisions first"),
        (
            "no_electorate",
            (R, F),
            "nobody could vote: the roll of the rule {rule} is empty",
            "govtool show bylaws; nothing is decided by nobody",
        ),
        (
            "stands_alone",
            (R, F),
            "the rule {rule} knows more results than passing, so its action must stand alone",
            "make two proposals",
        ),
        (
            "probation",
            (R, F),
            "the bylaws ask for a probation, so nobody is admitted as a member at once",
            "nominate the person: govtool nominate --help",
        ),
        (
            "precondition",
            (R, F),
            "the registry is not what the action expects: {what}",
            "look again (govtool status, govtool show), then ask anew",
        ),
        ("unknown_member", (R, F), "{member} is not known here, or not any more", "govtool list members"),
        (
            "other_standing",
            (R, F),
            "this cannot be about {member}, who is {now} here",
            "see who is what: govtool list members",
        ),
        (
            "id_taken",
            (R, F),
            "{id} is somebody's id here already",
            "choose another id; who is known here signs with a key of their record: govtool apply",
        ),
        (
            "known_person",
            (R, F),
            "{member} has a record here already, to which this brings no key",
            "leave name, key and proof out: {member} adds a key with govtool key rotate; who lost all: rekey",
        ),
        (
            "not_yet",
            (R, F),
            "{member} cannot {what} before {until}",
            "wait until then: govtool status says what comes next",
        ),
        (
            "nominated",
            (R, F),
            "{member} is nominated already, by {by}",
            "one nomination at a time: govtool show {member}",
        ),
        (
            "pace",
            (R, F),
            "{now} in probation at once, and {allowed} is the most",
            "wait: it opens by itself once there is room for one more",
        ),
        ("unknown_team", (R, F), "there is no team {team}", "govtool list teams"),
        ("unknown_project", (R, F), "there is no project {project}", "govtool list projects"),
        ("unknown_proposal", (R, F), "there is no proposal {id}", "govtool list proposals"),
        ("no_voter", (R, F), "nobody would be left who could amend the bylaws", "somebody must keep a vote"),
        # Hours and wages
        (
            "hours",
            (R, F),
            "these hours cannot be: {what}",
            "look at what is recorded already: govtool hours list",
        ),
        (
            "approver",
            (R, F),
            "{member} may not approve sheet {number} of {worker}: {what}",
            "ask a team-mate of the worker, or any member where there is none; govtool hours approve shows what waits for you",
        ),
        (
            "retroactive",
            (R, F),
            "wages are not changed backwards from {starts} on: {what}",
            "begin later: a vote and its delay take their time too",
        ),
        # Due process, conflicts of interest, the end
        (
            "due_process",
            (R, F),
            "nobody is expelled so: {what}",
            "two members complain, then it opens by itself: govtool complain --help",
        ),
        (
            "own_word",
            (R, F),
            "nobody votes that {member} works less: {member} works {now} minutes a week now, and can say so",
            "who works less says it by their own word: govtool reduce --help",
        ),
        (
            "by_itself",
            (R, F),
            "{action} is not filed by anybody: it opens by itself once {what}",
            "{hint}",
        ),
        (
            "objected",
            (R, F),
            "{member} objected with an old key, and the votes on {number} do not pass the contested rule",
            "file it again; the others vote anew: govtool propose rekey --help",
        ),
        (
            "appeal_upheld",
            (R, F),
            "the second vote, on the appeal, did not pass",
            "the matter is over; another complaint begins anew: govtool complain --help",
        ),
        (
            "roll_fixed",
            (R, F),
            "proposal {number} is open, and its roll is fixed",
            "abstain, which says the same: govtool vote {number} abstain",
        ),
        (
            "away_too_long",
            (R, F),
            "{until} is not between now and {latest}, the longest that somebody may be away",
            "name an earlier day, and say it again then: govtool away --until DAY",
        ),
        (
            "winding_up",
            (R, F),
            "the organisation winds up, and nobody comes in any more: {what}",
            "a vote can decide to go on: govtool propose wind-up --no-begin",
        ),
        (
            "not_ready",
            (R, F),
            "the books cannot be closed: {what}",
            "settle it first: govtool status, govtool hours approve; a creditor may agree to it: govtool close accept",
        ),
        (
            "ended",
            (R, F),
            "the books are closed: nothing happens here any more",
            "everything can still be verified: govtool audit",
        ),
        # Life of a proposal
        ("not_open", (R, F), "proposal {number} is not open for votes", "govtool show {number}"),
        ("not_decided", (R, F), "proposal {number} is not decided yet", "govtool tally {number}"),
        ("already_enacted", (R, F), "proposal {number} waits for no enactment", "govtool show {number}"),
        (
            "early",
            (R, F),
            "proposal {number} cannot be decided before {earliest}, or before {closes} while people may still change the result",
            "wait",
        ),
        ("late", (F,), "the vote was decided too late to be anything but lapsed: {what}", "file the text again"),
        ("order", (R, F), "proposal {number} is due and must be enacted first", "run the clerk: govtool clerk"),
        # Statements
        (
            "number",
            (R, F),
            "statement {number} of {member} is not the next one; {expected} is",
            "sign it again: govtool sign",
        ),
        (
            "not_after",
            (R, F),
            "not_after {until} is more than {period} after {since}, from when it counts",
            "sign it again",
        ),
        ("founding", (R, F), "founders have not accepted yet: {who}", "each of them: govtool sign"),
        # Money
        (
            "funds",
            (R, F),
            "{amount} is needed of the account {account}, of which {available} is free",
            "govtool treasury shows what is there and what passed payouts have reserved",
        ),
        (
            "nothing_owed",
            (R, F),
            "nothing was owed to anybody when the vote opened, or nothing of it is left",
            "govtool owed",
        ),
        (
            "more_than_owed",
            (R, F),
            "{creditor} is owed {owed}, not {amount}",
            "name no more than is owed: govtool owed",
        ),
        (
            "creditor_consent",
            (R, F),
            "what {creditor} is owed is lowered by no vote: only by payment, or by {creditor}'s own signature",
            "ask {creditor}, whose two statements, a week apart, can give it up",
        ),
        (
            "too_soon",
            (R, F),
            "what was stated at {stated} can be signed again from {earliest} on",
            "wait, and think it over",
        ),
        (
            "own_case",
            (R, F),
            "{member} cannot be the second person to what {first} stated",
            "a member signs it who is neither {first} nor the one whom it is about or who is paid",
        ),
        (
            "not_awaited",
            (R, F),
            "nothing waits for a second signature under {digest}, or it waited too long",
            "see what waits for you: govtool sign",
        ),
        (
            "currency",
            (R, F),
            "the paper is in {currency}, and all amounts here are in {expected}",
            "book what reached the account, in {expected}",
        ),
        (
            "budget",
            (R, F),
            "the line {budget_line} of the budget {budget} allows no {amount} then: {what}",
            "change the budget by a vote: govtool propose set-budget --help",
        ),
        (
            "bank_file",
            (R,),
            "cannot be read as a bank's statement: {what}",
            "export it from the bank as CAMT.053, OFX, or CSV with the columns date and amount",
        ),
        (
            "iban",
            (R,),
            "the account of {who} cannot be paid into: {what}",
            "put it right in your file of accounts, which stays outside the repository",
        ),
        (
            "reconcile",
            (W,),
            "of {accounts} the bank says {balance} on {on}, and the books say {booked}",
            "find what is missing or invented: govtool list entries",
        ),
        (
            "unconfirmed",
            (W,),
            "payout {payout} gives {creditor} {amount}, and since {since} nobody has confirmed that it came",
            "the payee confirms it with govtool sign; the treasurer with a document",
        ),
        (
            "contested",
            (W,),
            "payout {payout} is said by {by} to be settled with {creditor}: {parts}; {creditor} contests it: {reason}",
            "find out where the money went; {creditor} confirms what came, or two others reverse it",
        ),
        (
            "booked_twice",
            (W,),
            "entries {first} and {second} are of the same paper, day and amount: {amount} of {on}",
            "if one of them is too much, two persons undo it: govtool treasury undo {second}",
        ),
        (
            "ledger",
            (F,),
            "the balance is not what its entries give: {what}",
            "the books were written by something else than govtool: docs/explanation/trust.md",
        ),
        # The minute book
        (
            "unauthorised",
            (F,),
            "nothing gives this commit authority: {what}",
            "the clerk closes the gap with a repair; find out who pushed it",
        ),
        (
            "tree_not_derived",
            (F,),
            "the file is not what the event gives",
            "compare it with the parent commit: git show",
        ),
        (
            "minute",
            (F,),
            "the minute is not what the event gives: {what}",
            "the clerk is broken or hostile: docs/explanation/trust.md",
        ),
        (
            "tally",
            (F,),
            "the count is not what the ballots give: {what}",
            "the clerk is broken or hostile: docs/explanation/trust.md",
        ),
        (
            "roll",
            (F,),
            "the roll or the rules of the opening are not what the registry gives: {what}",
            "the clerk is broken or hostile: docs/explanation/trust.md",
        ),
        (
            "time_order",
            (R, F),
            "the time {at} lies before that of the newest minute, {newest}",
            "set the clerk's clock",
        ),
        (
            "future",
            (R, F),
            "the newest minute is dated {at}, more than ten minutes ahead of your clock",
            "set your clock; if it is right, the clerk's is not: govtool handover --help",
        ),
        ("founded", (R, F), "the founding is not valid: {what}", "found again: govtool init"),
        (
            "genesis",
            (F,),
            "the history begins with the genesis {genesis}, not with {pinned}",
            "somebody put another organisation in its place, or you look at another one; once its founders tell you that "
            "they gave it up: govtool trust remove {pinned}",
        ),
        (
            "history",
            (F,),
            "main does not hold the commit {head}, which was verified on this computer before",
            "fetch, in case this clone is behind; if it stays so, main was rewritten: compare with other members before you do anything",
        ),
        (
            "missing_object",
            (F,),
            "an object that history names is missing: {what}",
            "fetch the whole history, or clone again",
        ),
        (
            "gather",
            (F,),
            "the gather is not valid: {what}",
            "the clerk is broken or hostile: docs/explanation/trust.md",
        ),
        ("handover", (R, F), "the handover is not valid: {what}", "govtool handover --help"),
        (
            "void_open",
            (F,),
            "nothing can happen on main until somebody repairs what was pushed at {since}",
            "run the clerk: govtool clerk",
        ),
        (
            "void_span",
            (W,),
            "main held unauthorised commits from {since} until they were repaired; they had no effect",
            "find out who pushed them",
        ),
        (
            "filing_names",
            (W,),
            "the registry will keep {who} for ever with this filing",
            "to show only your id, file it with govtool propose, which writes {instead}",
        ),
        (
            "docket_text",
            (W,),
            "the docket of proposal {number} is not what its proposer filed: {what}",
            "this proves that the clerk cheated: docs/explanation/trust.md; look at both: govtool show {number}",
        ),
        (
            "rule_asks_nobody",
            (W,),
            "the rule {rule} asks {what}: nothing can pass under it",
            "put people there (govtool propose form-team --help, assign-duty --help), or amend the rule",
        ),
        (
            "omitted_ballot",
            (F,),
            "the clerk received the ballot {ballot} of {voter} and left it out of the decision on {number}",
            "this proves that the clerk cheated: docs/explanation/trust.md",
        ),
        (
            "not_counted",
            (W,),
            "the ballot of {voter} was not gathered before the decision on {number}",
            "only a gather of the clerk proves that it came in time",
        ),
        ("not_on_main", (R,), "{commit} is not on main's first-parent chain", "name a commit of main"),
        ("stale", (W,), "main has not moved since {at}", "is the clerk running? govtool clerk"),
        (
            "dated_back",
            (W,),
            "minute {number} is dated {at}, and was not there when this computer fetched at {seen}",
            "check your clock; if it is right, the clerk dated it back: docs/explanation/trust.md",
        ),
        (
            "rewound",
            (R,),
            "main may only grow: {what}",
            "take in what main holds first: git pull; main is never forced or deleted",
        ),
        ("reserved_branch", (R,), "the branch {branch} would block others: {what}", "choose another name"),
        (
            "object_format",
            (R,),
            "the repository {folder} is in git's SHA-256 format, which cannot be read yet",
            "use git init --object-format=sha1; the minute book is SHA-256 in any case",
        ),
        ("local_schema", (R,), "the co-operative's own schema {schema} says: {what}", "correct the record"),
        (
            "user_verification",
            (R, V, F),
            "the passkey was used without verifying the person",
            "unlock the device with PIN or finger when voting",
        ),
    ]
)
