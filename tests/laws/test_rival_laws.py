"""Laws of rivals: whatever people vote, at most one takes effect, and it is the one with the most weight for it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from govtool.core.times import add
from govtool.domain.constitution.organization import organization_of
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.rival import RivalQuestion, leading
from tests.world.examples import histories
from tests.world.money import Books
from tests.world.people import FOUNDED_AT

WEIGHTS = {"alice": 2, "bob": 2, "carol": 1, "dan": 1, "erin": 1}
NAMES = ("Amber", "Beryl", "Coral")
RENAME = "- {{action: rename-organization, from_name: Test Co-operative, to_name: {}}}"

choices = st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.sampled_from(("for", "against", "abstain")))


@given(
    votes=st.tuples(choices, choices, choices),
    order=st.permutations(("0001", "0002", "0003")),
    withdrawn=st.none() | st.integers(0, 2),
)
@histories(12)
def test_the_answer_with_the_most_weight_takes_effect_in_whatever_order_they_are_decided(
    votes: tuple[dict[str, str], ...], order: tuple[str, ...], withdrawn: int | None
) -> None:
    books = Books()
    for who, name in zip(("alice", "bob", "carol"), NAMES, strict=True):
        books.file(who, name.lower(), RENAME.format(name), answers="name")
    books.now = add(FOUNDED_AT, "P21D")
    left = "" if withdrawn is None else f"000{withdrawn + 1}"
    if left:
        books.state(books.entry(left).proposer or "", "withdraw", {"proposal": left})
    weight = {
        f"000{place}": sum(WEIGHTS[name] for name, choice in cast.items() if choice == "for")
        for place, cast in enumerate(votes, start=1)
        if f"000{place}" != left
    }
    passed = {number: has for number, has in weight.items() if has > 3}
    best = [number for number, has in passed.items() if has == max(passed.values())]
    question = RivalQuestion.one(books.registry, "name")
    foreseen = leading(books.registry, question, {number: votes[int(number) - 1] for number in passed})
    assert list(foreseen) == best
    for number in order:
        assert number == left or books.decide(number, votes[int(number) - 1])
    books.enact_due()
    ends = {number: DocketEntry.one(books.registry, number) for number in weight}
    enacted = [number for number, entry in ends.items() if entry.enacted and entry.enacted.result == "enacted"]
    assert enacted == (best if len(best) == 1 else [])
    for number, entry in ends.items():
        reason = entry.enacted.reason if entry.enacted else None
        lost = None if number not in passed or number in enacted else "outvoted" if enacted else "tied"
        assert reason == lost and (number in passed) == (entry.decided is not None and entry.decided.result == "passed")
    assert RivalQuestion.of(books.registry, "name") is None
    name = NAMES[int(enacted[0]) - 1] if enacted else "Test Co-operative"
    assert organization_of(books.registry).name == name
