"""Who is told that their hours are paid nothing: those in a class of pay for which no wage was voted."""

from __future__ import annotations

from govtool.roles.said.unpaid import first_class, is_set, unpaid_classes, unpaid_of
from tests.world.worked import Worked

DAY = "2026-11-03"


def test_a_class_without_a_wage_is_unpaid_and_one_with_a_wage_is_not() -> None:
    work = Worked(wage=2000, probationary=0)
    work.become("dan", membership="probationary")
    work.later("P5D")
    state = work.registry
    assert [each.class_ for each in unpaid_classes(state, DAY)] == ["probationary"]
    assert [each.data() for each in unpaid_of(state, "dan", (DAY, "2026-11-04"))] == [
        {"class": "probationary", "day": DAY}
    ]
    assert unpaid_of(state, "carol", (DAY,)) == unpaid_of(state, "vera", (DAY,)) == ()
    assert (first_class(state), is_set(state)) == ("probationary", True)


def test_before_any_vote_every_class_is_unpaid() -> None:
    work = Worked(wage=0, probationary=0)
    assert [each.class_ for each in unpaid_classes(work.registry, DAY)] == ["probationary", "wage"]
    assert not is_set(work.registry)
    assert unpaid_of(work.registry, "carol", ("2026-11-05", DAY))[0].words == (
        "an hour of the class wage is paid 0.00 USD on 2026-11-03: no wage is set for it"
    )
