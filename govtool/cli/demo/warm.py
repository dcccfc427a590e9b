"""Loaded by the process from which the commands of the demo are forked, and by nothing else: it builds the check of
every kind of record, which a command builds for itself when it meets the first record of that kind.
"""

from __future__ import annotations

from govtool.roles.minutes.registry import NEWEST

for kind in NEWEST.kinds:
    kind.model_rebuild()
