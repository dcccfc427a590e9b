"""Renewing a proposal that waits: what it says of the registry is what main says now, and the rest is the person's."""

from __future__ import annotations

import pytest

from govtool.core.ids import digest_of
from govtool.domain.constitution.bylaws import bylaws_of
from govtool.domain.decisions.action import Action
from govtool.errors import Refused
from govtool.io.file.roundtrip import Unchangeable
from govtool.roles.decisions.proposal_service import read_proposal
from govtool.roles.decisions.renewal import renewed
from govtool.roles.minutes.registry import NEWEST
from tests.world.coop import Coop
from tests.world.words import RANKED, names


def text_of(coop: Coop, actions: str) -> bytes:
    return coop.proposal_text("dan", "mine", actions).encode()


def told(coop: Coop, actions: str) -> tuple[str, list[tuple[str, object, object]]]:
    made, found = renewed(coop.registry, text_of(coop, actions))
    rows = [(".".join(str(step) for step in each.location), each.before, each.after) for each in found]
    return made.decode(), rows


def test_a_value_that_main_says_otherwise_is_renewed_and_the_comments_stay(coop: Coop) -> None:
    actions = """
# for the winter
- action: change-hours  # mine
  member: dan
  from_minutes: 480   # as it was
  # and now
  to_minutes: 1200
"""
    made, rows = told(coop, actions)
    assert rows == [("actions.0.from_minutes", 480, 600)]
    assert made == text_of(coop, actions.replace("480", "600")).decode()


def test_the_actions_of_options_are_renewed_too(coop: Coop) -> None:
    options = names("kettle", now="Old") + names("teapot")
    text = coop.proposal_text("dan", "mine", options, extra=RANKED)
    made, found = renewed(coop.registry, text.encode())
    assert [(each.location, each.before, each.after) for each in found] == [
        (("options", 0, "actions", 0, "from_name"), "Old", "Test Co-operative")
    ]
    plain = text.replace("from_name: Old", "from_name: Test Co-operative").encode()
    assert read_proposal(made, NEWEST) == read_proposal(plain, NEWEST)


def test_what_main_says_still_leaves_every_byte(coop: Coop) -> None:
    actions = "- {action: change-hours, member: dan, from_minutes: 600, to_minutes: 1200}  # mine"
    assert told(coop, actions) == (text_of(coop, actions).decode(), [])


def test_what_an_amendment_finds_is_renewed_one_after_the_other(coop: Coop) -> None:
    bylaws = bylaws_of(coop.registry)
    actions = """
- action: amend-bylaws
  changes:
  - path: rules.ordinary.period  # longer
    from: P5D
    to: P14D
  - {path: rules.ordinary.period, from: P14D, to: P15D}
  - path: rules.confirm.quorum
    to: {at_least: 1/2, of: heads}  # fewer
  - path: rules.nowhere.period
    from: P3D
    to: P4D
"""
    made, rows = told(coop, actions)
    quorum = bylaws.rules["confirm"].quorum
    assert quorum is not None
    assert rows == [
        ("actions.0.changes.0.from", "P5D", bylaws.rules["ordinary"].period),
        ("actions.0.changes.2.from", None, quorum.data()),
    ]
    assert "# longer" in made and "# fewer" in made and "from: P3D" in made


def test_the_files_on_main_are_named_by_their_digest(coop: Coop) -> None:
    zero = "sha256:" + "0" * 64
    there = next(path for path in ("README.md", ".github/workflows/clerk.yml") if coop.registry.file(path) is None)
    actions = f"""
- action: change-files
  files:
  - {{path: {there}, mode: "100644", from: "{zero}", to: "{digest_of(b"new")}"}}  # new
"""
    made, rows = told(coop, actions)
    assert rows == [("actions.0.files.0.from", zero, "absent")] and "# new" in made


def test_what_a_person_chose_is_not_renewed(coop: Coop) -> None:
    """From which account is paid is a choice, and not what main says."""
    usual = {(action.kind, name) for action in NEWEST.those(Action) for name in action.usual}
    assert usual == {("pay-debts", "from"), ("transfer-funds", "from")}
    actions = "- {action: transfer-funds, from: wages, to: treasury, amount_minor: 100}"
    assert told(coop, actions)[1] == []


def test_what_a_comment_would_be_lost_for_is_not_renewed(coop: Coop) -> None:
    actions = """
- action: set-passkey-origins
  from:
  - https://old.example.org  # lost
  - https://older.example.org
  to: [https://new.example.org]
"""
    with pytest.raises(Unchangeable, match="# lost"):
        told(coop, actions)


def test_a_file_with_faults_is_refused_with_its_line(coop: Coop) -> None:
    with pytest.raises(Refused) as refused:
        told(coop, "- action: change-hours\n  member: dan\n  from_minutes: &x 480\n  to_minutes: *x")
    assert refused.value.findings[0].line == 8
