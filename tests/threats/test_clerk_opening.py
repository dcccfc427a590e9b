"""What a bad clerk could open by itself, change in it, or leave out: the audit finds it, and nobody is stuck."""

from __future__ import annotations

from govtool.core.times import add, subtract
from govtool.domain.decisions.draft import Draft, pending, text_of
from govtool.domain.decisions.proposal import Proposal, file_lines
from govtool.domain.people.expulsion import Expel
from govtool.domain.people.probation import Confirm
from tests.world.coop import Coop
from tests.world.forced import Forced
from tests.world.newcomer import in_probation, probation, with_kitchen


def forced(coop: Coop, proposal: Proposal, slug: str, cause: str) -> set[str]:
    """What the audit says once the clerk has opened that; main is put back afterwards."""
    head = coop.head
    draft = Draft(proposal, Proposal.home.folder(coop.now[:7], slug), file_lines(text_of(proposal)), None, cause)  # type: ignore[arg-type]
    coop.cheat(Forced(coop.now, draft))
    found = coop.failed()
    coop.put_on_main(head)
    return found


def test_a_bad_clerk_opens_no_vote_that_is_not_due_and_none_in_other_words(coop: Coop) -> None:
    coop = with_kitchen(coop)
    in_probation(coop, "frank")
    due_at = probation(coop, "frank").due_at
    coop.at(due_at)
    right = next(pending(coop.registry, coop.now)).proposal
    assert forced(coop, right, "confirm-frank", "due") == set(), "this one is right"
    other = right.changed(summary="The vote on Frank, who deserves it: please all vote for him.")
    assert forced(coop, other, "confirm-frank", "due") == {"FAIL:not_due"}
    assert forced(coop, right, "confirm-frank", "statement") == {"FAIL:not_due"}
    assert forced(coop, right, "confirm-friend", "due") == {"FAIL:not_due"}
    last = right.changed(actions=(Confirm(action="confirm", member="frank", attempt=2),))
    assert forced(coop, last, "confirm-frank", "due") == {"FAIL:not_due", "FAIL:precondition"}
    expel = right.changed(actions=(Expel(action="expel", member="dan", complaint="sha256:" + "0" * 64),))
    assert forced(coop, expel, "expel-dan", "statement") == {"FAIL:not_due", "FAIL:due_process"}
    coop.at(subtract(due_at, "PT1M"))
    early = right.changed(open_before=add(coop.now, "P90D"))
    assert forced(coop, early, "confirm-frank", "due") == {"FAIL:not_due"}
