"""Actions that many stories file, as a member would write them in proposal.yaml."""

from __future__ import annotations

MOTION = "- action: motion"
TEA = "- {action: adopt-policy, policy: tea, title: Tea, text: tea.md, from_version: 0}"
