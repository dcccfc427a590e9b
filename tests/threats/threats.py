"""Every attack that a co-operative must withstand, in one list: what must come out of it, and how it is tried.

A verdict is a word and a code: `REFUSE` (nothing is merged), `VOID` (a ballot is listed and not counted), `FAIL` (the
audit fails), `WARN` (it is reported), `SAME` (it changes nothing); where the outcome of a vote is meant, what it comes
to. Each attack is a function that is given a co-operative and gives the verdicts that it saw. A row without one says
why: the kind that it is about is not there yet, or no code can do anything about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.threats import attack_affiliate as affiliate
from tests.threats import attack_authority as authority
from tests.threats import attack_ballot as ballot
from tests.threats import attack_choice as choice
from tests.threats import attack_discussion as discussion
from tests.threats import attack_door as door
from tests.threats import attack_field as field
from tests.threats import attack_filing as filing
from tests.threats import attack_guard as guard
from tests.threats import attack_hours as hours
from tests.threats import attack_main as main
from tests.threats import attack_money as money
from tests.threats import attack_neighbour as neighbour
from tests.threats import attack_people as people
from tests.threats import attack_person as person
from tests.threats import attack_power as power
from tests.threats import attack_process as process
from tests.threats import attack_quarrel as quarrel
from tests.threats import attack_rival as rival
from tests.threats import attack_shown as shown
from tests.threats import attack_spread as spread
from tests.threats import attack_trial as trial
from tests.threats import attack_workflow as workflow
from tests.world.coop import Coop

Attack = Callable[[Coop], set[str]]


@dataclass(frozen=True)
class Threat:
    """One attack. All `verdicts` must come out of it; `reason` says why it is not tried, where it is not."""

    id: str
    verdicts: tuple[str, ...]
    attack: Attack | None = None
    reason: str = ""


def _row(name: str, verdicts: str, how: Attack | str) -> Threat:
    words = tuple(word.strip() for word in verdicts.split(";") if word.strip())
    return Threat(name, words, None, how) if isinstance(how, str) else Threat(name, words, how)


NO_KIND = "kind not here yet: "
LIMIT = "documented limit: "

THREATS = (
    # Outsider
    _row("O1", "FAIL:unauthorised", main.direct_push),
    _row("O2", "REFUSE:protected_path", filing.protected_path),
    _row("O3", "VOID:key_unknown", filing.forged_voter),
    _row("O4", "VOID:key_unknown", filing.forged_identity),
    _row("O5", "REFUSE:slug", filing.shell_in_slug),
    _row("O6", "SAME", filing.changed_workflow),
    _row("O7", "SAME", filing.code_in_proposal),
    _row("O9", "REFUSE:yaml", filing.odd_yaml),
    _row("O10", "REFUSE:yaml", filing.double_keys),
    _row("O11", "REFUSE:limits", filing.too_large),
    _row("O12", "REFUSE:mode", filing.odd_modes),
    _row("O14", "REFUSE:name", filing.odd_names),
    _row("O15", "REFUSE:id", filing.odd_ids),
    _row("O16", "REFUSE:invisible", filing.bidirectional),
    _row("O19", "VOID:sig", filing.odd_signatures),
    _row("O21", "REFUSE:not_on_main; REFUSE:ancestry; FAIL:history", main.imposter),
    _row("O22", "REFUSE:proof_of_possession", filing.borrowed_key),
    _row("O23", "REFUSE:key_in_use", filing.known_key),
    _row("O24", "SAME", people.crowd),
    # Volunteer, consultant
    _row("V1", "VOID:not_in_electorate", filing.volunteer_votes),
    _row("V2", "REFUSE:max_open", filing.fourth_proposal),
    _row("V3", "REFUSE:not_allowed", filing.states_a_class),
    _row("V4", "REFUSE:proposer; FAIL:proposer", filing.false_proposer),
    _row("V5", "SAME", hours.volunteer_hours),
    # Voter
    _row("R1", "SAME", ballot.two_keys),
    _row("R2", "VOID:equivocation", ballot.two_choices),
    _row("R4", "VOID:extra_path", ballot.second_path),
    _row("R5", "VOID:opening", ballot.other_opening),
    _row("R7", "SAME", ballot.outside_gather),
    _row("R8", "SAME", ballot.class_after_opening),
    _row("R9", "VOID:not_in_electorate", ballot.admitted_after_opening),
    _row("R11", "SAME", ballot.false_dates),
    _row("R12", "VOID:schema", ballot.other_words),
    _row("R13", "VOID:not_in_electorate", ballot.own_case),
    _row("R14", "VOID:limits", ballot.endless_reason),
    _row("R16", "", LIMIT + "votes are public and signed, so they can be bought; a secret ballot needs another system"),
    _row("R17", "SAME", ballot.deleted_ballot),
    # Proposer
    _row("P1", "REFUSE:content_frozen; FAIL:content", filing.changed_text),
    _row("P2", "REFUSE:content_frozen; FAIL:content", filing.changed_attachment),
    _row("P3", "rejected", filing.two_in_one),
    _row("P4", "SAME", filing.promotes_themselves),
    _row("P5", "failed: precondition", hours.moved_wage),
    _row("P6", "REFUSE:schema", filing.unknown_action),
    _row("P7", "failed: funds", money.more_than_there_is),
    _row("P8", "REFUSE:schema", money.chosen_payees),
    _row("P9", "REFUSE:schema", filing.odd_numbers),
    _row("P10", "REFUSE:path", filing.odd_paths),
    _row("P14", "REFUSE:retroactive; failed: retroactive", hours.wage_of_last_month),
    _row("P16", "FAIL:already_enacted", filing.enacted_twice),
    _row("P17", "SAME", power.text_and_actions),
    _row("P18", "SAME", power.over_a_holiday),
    _row("P19", "REFUSE:limits", filing.too_many_actions),
    # Minority
    _row("N1", "3: rejected; 4: passed", power.half_and_one),
    _row("N2", "3 of 4: passed; 3 of 5: rejected", power.three_quarters),
    _row("N3", "rejected", power.boycott),
    _row("N4", "", LIMIT + "two continuations of one history are both clean; no code can say who is the co-operative"),
    _row("N5", "REFUSE:cooldown", power.asked_again),
    # Majority
    _row("M1", "REFUSE:creditor_consent", money.correction_downwards),
    _row("M2", "rejected", power.weaker_amend_rule),
    _row("M3", "rejected", power.stronger_amend_rule),
    _row("M4", "rejected", power.weaker_expulsion),
    _row("M5", "REFUSE:due_process", process.expelled_unfairly),
    _row("M7", "SAME", power.new_friends),
    _row("M8", "SAME", power.friends_in_team),
    _row("M9", "FAIL:early", main.early),
    _row("M10", "SAME", power.moved_thresholds),
    _row("M11", "REFUSE:schema", power.impossible_bylaws),
    _row("M12", "FAIL:history", main.rewritten),
    _row("M14", "REFUSE:creditor_consent", money.fine),
    # Forge admin
    _row("F1", "FAIL:unauthorised; WARN:void_span", main.pushed_and_repaired),
    _row("F2", "FAIL:history", main.rewound),
    _row("F3", "FAIL:tree_not_derived", main.old_bylaws),
    _row("F5", "FAIL:unauthorised", main.squashed),
    _row("F6", "FAIL:tree_not_derived", main.merge_that_pays),
    _row("F8", "SAME", main.deleted_branch),
    _row("F9", "VOID:opening", main.two_mains),
    _row("F11", "SAME", main.no_protection),
    _row("F12", "VOID:key_unknown", main.forge_key),
    _row("F16", "FAIL:genesis", main.look_alike),
    _row("F19", "FAIL:missing_object", main.missing_objects),
    _row("F20", "SAME", main.other_mains),
    _row("F21", "VOID:trailer; FAIL:content", filing.colliding_bytes),
    _row("F22", "REFUSE:object_format", main.sha256_format),
    # Clerk
    _row("C1", "SAME", power.dropped_people),
    _row("C3", "FAIL:tally", main.other_numbers),
    _row("C4", "FAIL:tree_not_derived", money.one_unit),
    _row("C5", "FAIL:roll", main.old_roll),
    _row("C7", "FAIL:early", main.not_settled),
    _row("C8", "FAIL:late", main.late),
    _row("C9", "FAIL:order", main.wrong_order),
    _row("C10", "VOID:key_role; REFUSE:key_in_use", ballot.clerk_votes),
    _row("C11", "FAIL:tally", main.stolen_clerk_key),
    _row("C12", "SAME", main.handed_over),
    _row("C14", "FAIL:expired", main.held_back),
    _row("C15", "FAIL:number", main.replayed),
    _row("C18", "SAME", workflow.nothing_is_carried_over),
    # Key thief
    _row("K1", "VOID:key_revoked", ballot.thief_votes),
    _row("K2", "VOID:key_revoked", ballot.thief_rotates),
    _row("K3", "VOID:key_retired", ballot.retired_key),
    _row("K4", "VOID:key_revoked", ballot.all_keys_revoked),
    _row("K5", "rejected", ballot.friends_rekey),
    _row("K6", "REFUSE:key_in_use", ballot.registered_again),
    _row("K8", "REFUSE:key_type", ballot.odd_key_types),
    _row("K10", "", LIMIT + "what a laptop signs for its owner is theirs; they can see all of it, and vote again"),
    # Money
    _row("X1", "REFUSE:approver", hours.own_hours),
    _row("X2", "REFUSE:hours", hours.impossible_hours),
    _row("X3", "SAME", hours.before_a_raise),
    _row("X5", "second failed: funds", money.two_payouts),
    _row("X6", "SAME", money.exact_sums),
    _row("X8", "REFUSE:own_case; WARN:reconcile", money.invented_income),
    _row("X9", "REFUSE:schema", money.forgiveness_by_vote),
    _row("X11", "FAIL:tree_not_derived", money.edited_debts),
    _row("X12", "REFUSE:currency", money.other_currency),
    _row("X13", "FAIL:tree_not_derived", money.left_out),
    _row("X14", "SAME", hours.fictional_hours),
    _row("X15", "WARN:unconfirmed", money.unpaid),
    # Ballots, history and the clerk
    _row("Y1", "VOID:ancestry", ballot.merge_beneath),
    _row("Y2", "SAME", ballot.merge_button),
    _row("Y3", "REFUSE:ancestry; VOID:ancestry", ballot.unrelated_root),
    _row("Y4", "FAIL:omitted_ballot", main.omitted),
    _row("Y5", "REFUSE:future", main.far_future),
    _row("Y6", "rejected; REFUSE:schema", power.hidden_powers),
    _row("Y7", "REFUSE:no_voter", power.nobody_left),
    _row("Y8", "REFUSE:funds", money.spent_while_reserved),
    _row("Y9", "REFUSE:expired", filing.stale_draft),
    _row("Y10", "SAME", workflow.key_out_of_reach),
    _row("Y11", "REFUSE:reserved_branch", filing.blocking_branch),
    _row("Y12", "SAME", ballot.two_laptops),
    _row("Y13", "SAME", people.not_opened),
    _row("Y14", "no-quorum", people.silent_team),
    # Choices among options
    _row("Q1", "rejected", choice.wins_without_its_majority),
    _row("Q2", "rejected", choice.hidden_amendment),
    _row("Q3", "tied", choice.circle),
    _row("Q4", "SAME; REFUSE:limits", choice.clones),
    _row("Q5", "REFUSE:schema", choice.odd_options),
    _row("Q6", "VOID:schema", choice.odd_ballots),
    _row("Q7", "VOID:equivocation", choice.two_rankings),
    _row("Q8", "FAIL:tally; FAIL:tree_not_derived", choice.runner_up),
    _row("Q12", "rejected", choice.empty_quorum),
    # Proposals that answer one question
    _row("Q9", "REFUSE:question_closes", rival.late_rival),
    _row("Q10", "FAIL:order", rival.enacted_before_all_are_decided),
    _row("Q10-runner-up", "FAIL:tree_not_derived", rival.enacts_the_runner_up),
    _row("Q11", "SAME", rival.leader_withdrawn),
    # Tried on the whole program: openings and filings
    _row("FIELD-A3", "SAME", field.false_opening),
    _row("FIELD-A4", "SAME", field.void_twin),
    _row("FIELD-A6", "FAIL:grammar; SAME", field.capital_parent),
    _row("FIELD-A12", "FAIL:content; FAIL:proposer; FAIL:trailer", field.never_filed),
    _row("FIELD-A25", "SAME", field.same_second),
    # Authority that is used up, and bound to a moment
    _row("FIELD-A1", "FAIL:key_in_use; REFUSE:key_in_use; REFUSE:expired", authority.used_handover),
    _row("FIELD-A5", "FAIL:trailer; REFUSE:trailer", authority.nameless_handover),
    _row("FIELD-A14", "SAME; REFUSE:handover", authority.minute_while_it_is_signed),
    _row("FIELD-A15", "FAIL:expired; REFUSE:future", authority.handover_ahead),
    _row("FIELD-A16", "FAIL:handover; FAIL:ancestry; REFUSE:ancestry; FAIL:gather", authority.history_in_a_gather),
    # Good things beside a bad one
    _row("FIELD-A8", "SAME", neighbour.buried_papers),
    _row("FIELD-A8-draft", "SAME", neighbour.redrafted_filing),
    _row("FIELD-A9", "SAME", neighbour.overtaken_delivery),
    _row("FIELD-A10", "REFUSE:limits", neighbour.monstrous_message),
    _row("FIELD-A19", "SAME", neighbour.crowded_branches),
    _row("FIELD-A21", "REFUSE:reserved_branch", neighbour.blocked_receipts),
    _row("FIELD-A21-host", "REFUSE:reserved_branch", neighbour.hidden_blocker),
    # Found by trying
    _row("FIELD-A13", "with one heard from rejected", guard.one_names_all),
    _row("FIELD-G1", "REFUSE:schema", guard.quick_incapacity),
    # Found in the field: at one door and not at its twin
    _row("FIELD-A7", "REFUSE:known_person", door.key_of_who_left),
    _row("FIELD-A11", "REFUSE:path", door.names_on_main),
    _row("FIELD-A17", "REFUSE:protected_path", door.file_for_a_folder),
    _row("FIELD-A20", "REFUSE:cooldown", door.asked_in_disguise),
    _row("FIELD-P2", "REFUSE:proof_of_possession", door.passkey_of_another_page),
    # Found in the field: what people are shown, sign and are paid
    _row("FIELD-W3", "SAME; VOID:origin", shown.old_vote_at_another_page),
    _row("FIELD-M1", "SAME", shown.who_can_pass_what),
    _row("FIELD-N2", "SAME", shown.pinned_in_two_places),
    _row("FIELD-P5", "SAME", shown.hostile_bundle),
    _row("FIELD-X1", "SAME", shown.payee_without_account),
    _row("FIELD-M7", "SAME", shown.payee_of_a_members_name),
    _row("FIELD-M12", "SAME", shown.second_signature_unseen),
    _row("FIELD-9-split", "SAME; REFUSE:not_allowed", money.receipt_in_parts),
    _row("FIELD-9-claim", "REFUSE:own_case; REFUSE:signed_already; REFUSE:budget", money.claim_of_ones_own),
    _row("FIELD-C1", "REFUSE:bank_file", shown.bank_that_does_not_add_up),
    _row("FIELD-K1", "SAME", shown.founding_unseen),
    _row("FIELD-H1", "SAME", shown.hours_without_a_unit),
    # Choices, rivals, critique, trials
    _row("Q13", "REFUSE:max_open; REFUSE:invisible", discussion.flooded_vote),
    _row("T1", "2/3; 1/2; rejected; back to 2/3", trial.kept_by_the_rule_on_trial),
    _row("T2", "REFUSE:by_itself; submitted by erin", trial.unopened),
    _row("T3", "failed: superseded", trial.superseded),
    _row("T4", "REFUSE:no_undo", trial.wage_on_trial),
    _row("T5", "FAIL:tree_not_derived; rejected; back to 2/3", trial.back_below),
    # A federation: people and keys
    _row("G1", "SAME", person.one_vote),
    _row("G5", "SAME", person.let_go),
    _row("G6", "REFUSE:key_in_use", person.claimed_key),
    _row("G12", "REFUSE:pace; each waits", person.invented_people),
    _row("G13", "VOID:key_unknown; counted once", person.keys_of_two_records),
    _row("G25", "SAME", person.let_go),
    _row("G26", "REFUSE:not_together; SAME", person.vanished_affiliate),
    _row("G32", "REFUSE:id_taken; REFUSE:proof_of_possession", person.borrowed_person),
    _row("G42", "rejected; passed; REFUSE:key_retired", person.friends_ask),
    _row("G43", "REFUSE:key_in_use", person.two_signers_one_member),
    # A federation: affiliates
    _row("G11", "REFUSE:mandate", affiliate.recalled_delegate),
    _row("G24", "rejected; REFUSE:limits; SAME", affiliate.split_affiliates),
    _row("G29", "waits; effect; REFUSE:not_awaited", affiliate.lone_signer),
    _row("G30", "REFUSE:mandate", affiliate.ended_mandate),
    _row("G31", "SAME", affiliate.address_in_name),
    # A federation: quarrels
    _row("G27", "REFUSE:max_open; failed on day 14; SAME", quarrel.delay_by_cases),
    _row("G27-own-failure", "REFUSE:no_failed_case", quarrel.own_failure),
    _row("G28", "REFUSE:independence", quarrel.partial_mediator),
    # A federation: the spread, and the rule for many
    _row("G23", "rejected", spread.votes_the_funds_to_itself),
    _row("G23-amend", "rejected", spread.lets_the_spread_rest),
    _row("G24-spread", "SAME; 8 of 10 a year later", spread.splits_into_ten),
    _row("G35", "SAME", spread.leave_before_the_decision),
    _row("G36", "SAME", spread.enrolled_during_the_vote),
    _row("G38", "FAIL:omitted_ballot", spread.left_out_of_an_affiliate),
)
