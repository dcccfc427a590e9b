"""What was rejected cannot be asked again at once: told by each action, and by what its texts say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govtool.core.times import add
from govtool.domain.decisions.docket import DocketEntry
from govtool.domain.decisions.opening import Open, problems
from govtool.domain.decisions.proposal import asked_digests, text_lines
from govtool.domain.decisions.rejection import Rejected, Rejection, rejected_before
from tests.threats.attack_main import opening_of
from tests.world.coop import Coop
from tests.world.money import Books, everybody_for
from tests.world.people import codes, refusal
from tests.world.town import Town
from tests.world.words import MOTION, TEA

DUTY = "- {action: assign-duty, member: bob, duty: cook, holds: true}"
OTHER = "- {action: assign-duty, member: carol, duty: cook, holds: true}"
NAME = "- {action: rename-organization, from_name: Test Co-operative, to_name: Tea Co-operative}"
TEXT = "- {action: motion, text: why.md}"


def rejects(coop: Coop, *actions: str, slug: str = "first", **options: object) -> str:
    number = coop.open("alice", slug, "\n".join(actions), **options)
    coop.finish(number)
    assert coop.entry(number).status == "rejected"
    return number


def asks(coop: Coop, *actions: str, slug: str = "again", **options: object) -> set[str]:
    coop.propose("bob", slug, "\n".join(actions), **options)  # type: ignore[arg-type]
    coop.run_clerk()
    return coop.refused(f"proposal/{slug}")


AGAIN = {"REFUSE:cooldown"}


def test_every_action_of_it_is_asked_again_whatever_stands_beside(coop: Coop) -> None:
    rejects(coop, DUTY, OTHER)
    assert asks(coop, DUTY, OTHER) == AGAIN
    assert asks(coop, OTHER, DUTY, slug="turned") == AGAIN
    assert asks(coop, NAME, OTHER, DUTY, slug="more") == AGAIN


def test_a_part_of_it_may_be_asked_at_once(coop: Coop) -> None:
    rejects(coop, DUTY, OTHER)
    assert asks(coop, DUTY) == set()
    assert asks(coop, OTHER, NAME, slug="other-part") == set()


def test_two_rejections_that_hold_one_action_are_both_known(coop: Coop) -> None:
    first = coop.open("alice", "one", f"{DUTY}\n{OTHER}")
    second = coop.open("alice", "two", f"{DUTY}\n{NAME}")
    coop.finish(first)
    assert {coop.entry(number).status for number in (first, second)} == {"rejected"}
    assert asks(coop, DUTY, OTHER) == AGAIN and asks(coop, DUTY, NAME, slug="third") == AGAIN
    assert asks(coop, DUTY, slug="part") == set() and coop.audit().ok


@pytest.mark.parametrize("first", [(DUTY,), (DUTY, MOTION)])
@pytest.mark.parametrize("second", [(DUTY,), (MOTION, DUTY)])
def test_a_motion_beside_others_is_left_out_on_both_sides(
    coop: Coop, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    rejects(coop, *first)
    assert asks(coop, *second) == AGAIN


def test_a_motion_that_was_beside_others_may_be_asked_alone(coop: Coop) -> None:
    rejects(coop, DUTY, TEXT, files={"why.md": b"Because.\n"})
    assert asks(coop, TEXT, files={"why.md": b"Because.\n"}) == set()


@pytest.mark.parametrize("text", [b"Tea at four", b"TEA, at  four!\n\n", "Tea at four\u2026".encode()])
@pytest.mark.parametrize("name", ["tea.md", "other.txt"])
def test_a_text_is_told_by_its_letters_and_digits_and_by_no_name(coop: Coop, text: bytes, name: str) -> None:
    rejects(coop, TEA, files={"tea.md": b"Tea at four.\n"})
    assert asks(coop, TEA.replace("tea.md", name), files={name: text}) == AGAIN


def test_so_is_a_title_within_an_action(coop: Coop) -> None:
    rejects(coop, TEA, files={"tea.md": b"Tea.\n"})
    assert asks(coop, TEA.replace("title: Tea", 'title: "Tea."'), files={"tea.md": b"Tea.\n"}) == AGAIN
    assert asks(coop, TEA.replace("policy: tea", "policy: tea-2"), slug="id", files={"tea.md": b"Tea.\n"}) == set()


def test_a_changed_word_passes(coop: Coop) -> None:
    rejects(coop, TEA, files={"tea.md": b"Tea at 4.\n"})
    assert asks(coop, TEA, files={"tea.md": b"Tea at 5.\n"}) == set()


def test_a_motion_without_a_text_is_told_by_its_title(coop: Coop) -> None:
    rejects(coop, MOTION)
    text = coop.proposal_text("bob", "again", MOTION)
    title = next(line for line in text.split("\n") if line.startswith("title:"))
    same = coop.proposal_text("alice", "first", MOTION)
    first = next(line for line in same.split("\n") if line.startswith("title:"))
    assert title != first and asks(coop, MOTION) == set(), "another title is another motion"
    stop = text.replace(title, f'title: "{first.removeprefix("title: ").strip(chr(34))}."')
    assert asks(coop, MOTION, slug="stop", text=stop) == AGAIN


def test_it_may_be_asked_again_the_moment_the_cooldown_is_over(coop: Coop) -> None:
    decided = coop.entry(rejects(coop, DUTY)).decided
    assert decided is not None
    asked = asked_digests("", coop.entry("0001").actions, ())
    end = add(decided.at, "P30D")
    last = add(decided.at, "P29DT23H59M")
    assert rejected_before(coop.registry, asked, last, "P30D") == Rejected(proposal="0001", at=decided.at, actions=1)
    assert rejected_before(coop.registry, asked, end, "P30D") is None
    coop.at(end)
    assert asks(coop, DUTY) == set()


def test_a_record_forgets_what_the_cooldown_released(coop: Coop) -> None:
    rejects(coop, DUTY)
    coop.later("P31D")
    number = rejects(coop, DUTY, slug="later")
    (digest,) = coop.entry(number).rejected[""]
    found = Rejection.of(coop.registry, digest)
    assert found is not None and [row.proposal for row in found.rejected] == [number] and coop.audit().ok


def test_a_clerk_that_leaves_out_what_a_text_says_is_found_out(coop: Coop) -> None:
    coop.propose("alice", "tea", TEA, files={"tea.md": b"Tea\n"})
    event = opening_of(coop, "tea")
    assert event.draft.texts == text_lines(event.draft.proposal.actions, {"tea.md": b"tea"})
    assert problems(coop.registry, event.draft, event.moment) == ()
    for texts in ((), (event.draft.texts[0].replace("tea.md", "proposal.yaml"),), event.draft.texts * 2):
        other = _with_texts(event, texts)
        assert codes(problems(coop.registry, other.draft, other.moment)) == {"content"}


def test_and_one_that_invents_it_is_once_the_text_comes_to_main(coop: Coop) -> None:
    filed = coop.propose("alice", "tea", TEA, files={"tea.md": b"Tea\n"})
    coop.cheat(_with_texts(opening_of(coop, "tea"), (f"{'0' * 64} tea.md",)))
    assert coop.audit().ok, "the text is not on main until it passes"
    gather = coop.gather("0001", filed, coop.vote("alice", "0001"), coop.vote("bob", "0001"))
    coop.later("P7D")
    assert refusal(lambda: coop.cheat(coop.decision("0001", gather=gather), gather)) == {"content"}


def _with_texts(event: Open, texts: tuple[str, ...]) -> Open:
    return replace(event, draft=replace(event.draft, texts=texts))


def test_a_proposal_is_pending_until_it_is_decided_without_effect_or_enacted() -> None:
    books = Books()
    number = books.open("- action: motion")
    entry = DocketEntry.of(books.registry, number)
    assert entry is not None and entry.is_pending
    books.agree(number)
    waiting = DocketEntry.of(books.registry, number)
    assert waiting is not None and waiting.decided is not None and waiting.is_pending
    assert not waiting.changed(decided=waiting.decided.changed(result="rejected", due_at=None)).is_pending
    books.later("P1D")
    assert books.enact(number) == "enacted"
    after = DocketEntry.of(books.registry, number)
    assert after is not None and not after.is_pending


def test_effects_are_due_after_the_delay_unless_a_day_is_fixed() -> None:
    town = Town(["alice", "bob", "carol"])
    entry = town.entry(town.file("alice", "first", MOTION))
    late = add(entry.earliest_at, "P1D")
    assert entry.earliest_effect(town.now) == add(entry.earliest_at, entry.delay)
    assert entry.earliest_effect(late) == add(late, entry.delay)
    decided = entry.changed(decided=everybody_for(entry, town.now, late))
    assert decided.earliest_effect(town.now) == late
