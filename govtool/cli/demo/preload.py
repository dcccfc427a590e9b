"""Builds the check of every kind of record, for the process from which the commands of the demo are forked.

A command builds each check itself when it meets the first record of that kind.
"""

from __future__ import annotations

from govtool.roles.minutes.registry import NEWEST

for kind in NEWEST.kinds:
    kind.model_rebuild()
