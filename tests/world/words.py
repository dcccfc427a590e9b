"""Actions that many stories file, as a member would write them in proposal.yaml, and a rule that has every part."""

from __future__ import annotations

import yaml

MOTION = "- action: motion"
TEA = "- {action: adopt-policy, policy: tea, title: Tea, text: tea.md, from_version: 0}"
ORDINARY = yaml.safe_load("""
clause: "4.1"
electorate: {who: members}
weight: class
outcomes: [{result: passed, more_than: 1/2, of: eligible}]
otherwise: rejected
quorum: {at_least: 1/2, of: heads, min_heads: 2}
floor: {at_least: 1/4, of: eligible}
blocks: {allowed: 1}
period: P7D
earliest: P2D
close: everyone
delay: P1D
""")
RANKED, APPROVAL = "ballot: ranked\n", "ballot: approval\n"


def names(*options: str, now: str = "Test Co-operative") -> str:
    """Options that give the co-operative another name each."""
    return "".join(
        _option(each, f"{{action: rename-organization, from_name: {now}, to_name: {each}}}") for each in options
    )


def cooks(*people: str) -> str:
    """Options that give one person each the duty to cook."""
    return "".join(
        _option(each, f"{{action: assign-duty, member: {each}, duty: cook, holds: true}}") for each in people
    )


def _option(name: str, action: str) -> str:
    return f"- option: {name}\n  title: About {name}\n  actions:\n  - {action}\n"
