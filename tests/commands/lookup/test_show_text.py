"""What `show` spares people: a text stands there once, actions are sentences, money is money."""

from __future__ import annotations

import pytest

from tests.world.coop import Coop
from tests.world.laptop import Laptop

POLICY = "- action: adopt-policy\n  policy: tea\n  title: Tea\n  text: tea.md\n  from_version: {}"
SHOP = "- action: open-project\n  project: shop\n  name: Shop\n  project_kind: client\n  price_minor: 10050"
WAGE = '- action: set-wage\n  class: wage\n  from_minor: 0\n  to_minor: 2050\n  starts_on: "2026-12-01"'
TEXT = b"# Tea\n\nWe drink tea.\n"


@pytest.fixture
def dan(coop: Coop) -> Laptop:
    return Laptop(coop, "dan")


def test_the_text_of_a_new_policy_is_shown_once_and_its_fields_beside_it(coop: Coop, dan: Laptop) -> None:
    coop.open("alice", "tea", POLICY.format(0), files={"tea.md": TEXT})
    said = dan.types("show", "tea")
    assert said.count("We drink tea.") == 1 and "  | We drink tea." in said
    assert "+ text: (all of tea.md, above)" in said and '+ title: "Tea"' in said
    assert "We drink tea." in dan.reads("show", "tea")["effects"]["files"][0]["after"]


def test_of_a_new_text_of_a_policy_the_difference_is_shown_too(coop: Coop, dan: Laptop) -> None:
    coop.pass_("alice", "tea", POLICY.format(0), files={"tea.md": TEXT})
    coop.open("alice", "more-tea", POLICY.format(1), files={"tea.md": TEXT.replace(b"tea.", b"green tea.")})
    said = dan.types("show", "more-tea")
    assert '-   - "We drink tea."' in said and '+   - "We drink green tea."' in said
    assert 'Gives the policy "Tea" (tea) the new text in tea.md.' in said


def test_people_are_shown_sentences_and_the_file_is_there_word_for_word(coop: Coop, dan: Laptop) -> None:
    coop.open("alice", "tea", POLICY.format(0), files={"tea.md": TEXT})
    said, filed = dan.types("show", "1"), dan.types("show", "1", "--as-filed")
    assert 'Adopts the policy "Tea" (tea) with the text in tea.md.' in said and "from_version" not in said
    assert "proposals/2026-11/tea" not in said and "gather/0001" not in said
    for part in (
        "proposals/2026-11/tea, submitted in ",
        "from_version: 0",
        "  | We drink tea.",
        "receipts in gather/0001",
    ):
        assert part in filed, part


def test_a_summary_that_says_what_the_action_says_is_not_repeated(coop: Coop, dan: Laptop) -> None:
    said = dan.types("propose", "assign-duty", "--member", "erin", "--duty", "treasurer", "--holds", "--yes")
    assert said.count("Gives Erin (erin) the duty treasurer.") == 1
    coop.run_clerk()
    assert coop.entry("0001").summary == "Gives Erin (erin) the duty treasurer."
    assert dan.types("show", "1").count("Gives Erin (erin) the duty treasurer.") == 1
    said = dan.types(
        "propose", "assign-duty", "--member", "bob", "--duty", "steward", "--holds", "--summary", "He is.", "--yes"
    )
    assert "  He is.\n  Gives Bob (bob) the duty steward.\n" in said


def test_a_draft_is_shown_by_what_it_asks_for_and_word_for_word_when_asked(coop: Coop, dan: Laptop) -> None:
    (dan.folder / "tea.md").write_bytes(TEXT)
    what = ("adopt-policy", "--policy", "tea", "--title", "Tea", "--text", "tea.md")
    dan.types("propose", *what, "--slug", "tea", "--draft")
    said, filed = dan.types("show", "tea"), dan.types("show", "tea", "--as-filed")
    assert "tea: a draft" in said and said.count("We drink tea.") == 1 and "actions:" not in said
    assert "  | actions:" in filed and "  | We drink tea." in filed


def test_of_what_opened_by_itself_the_file_is_what_the_state_wrote(coop: Coop, dan: Laptop) -> None:
    coop.state("vera", "apply", {"wanted_minutes_per_week": 600})
    coop.run_clerk()
    coop.state("alice", "nominate", {"candidate": "vera", "minutes_per_week": 600})
    coop.run_clerk()
    coop.run_clerk()
    said = dan.types("show", "1")
    assert "Admits Vera (vera) into a probation, for 10 h a week." in said and "no review of the application" in said
    filed = dan.types("show", "1", "--as-filed")
    assert "submitted by nobody: it opened by itself" in filed and '  |   - action: "admit"' in filed


def test_nobody_is_told_that_something_was_not_reviewed_where_no_application_is(coop: Coop, dan: Laptop) -> None:
    coop.open("alice", "kettle", "- action: motion")
    assert "review" not in dan.types("show", "1") and "review" not in dan.types("vote", "1", "for")


def test_amounts_of_records_are_money_for_people_and_whole_numbers_in_the_file(coop: Coop, dan: Laptop) -> None:
    coop.pass_("alice", "shop", SHOP)
    listed = dan.types("list", "projects")
    assert "price 100.50 USD" in listed and "minor" not in listed
    path = "registry/projects/shop.yaml"
    assert "price: 100.50 USD" in dan.types("show", path)
    assert "price_minor: 10050" in dan.types("show", path, "--as-filed")
    coop.open("alice", "better-pay", WAGE)
    assert "the wage is 20.50 USD an hour instead of 0.00 USD" in dan.types("show", "better-pay")
    assert dan.reads("list", "projects")[0]["price_minor"] == 10050


def test_minutes_say_what_opened_by_itself_and_what_was_stated(coop: Coop, dan: Laptop) -> None:
    coop.state("vera", "apply", {"wanted_minutes_per_week": 600})
    coop.run_clerk()
    coop.state("alice", "nominate", {"candidate": "vera", "minutes_per_week": 600})
    dan.types("hours", "log", "--on", "2026-10-30", "--hours", "2h", "--task", "shelves")
    coop.run_clerk()
    coop.run_clerk()
    said = dan.types("log")
    assert "0001 Admit Vera opens by itself: alice asked for it" in said
    assert "dan records hours (statement 1)" in said and "log-hours" not in said
