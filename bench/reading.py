"""What reading one ballot costs: the strict reader against the C reader of PyYAML, which is not strict."""

from __future__ import annotations

import yaml

from bench.table import Result
from bench.timing import in_turns, ratios, timed
from govtool.core.canonical import emit
from govtool.domain.decisions.ballot import Ballot
from govtool.io.file.yamlfile import load
from govtool.io.file.yamlparser import load_strict

_TIMES = 300
_BALLOT = Ballot(
    proposal="0007", opening="sha256:" + "0" * 64, voter="alice", choice="for", cast=1, reason="We need a kettle."
)


def reading(rounds: int) -> dict[str, Result]:
    """One ballot as govtool writes it, and with a comment that a person added."""
    data = emit(_BALLOT.data())
    commented = b"# mine\n" + data
    jobs = {
        "read-canonical": timed(lambda: load(data, ""), _TIMES),
        "read-commented": timed(lambda: load_strict(commented, ""), _TIMES),
        "other": timed(lambda: yaml.load(data, Loader=yaml.CSafeLoader), _TIMES),
    }
    taken = in_turns(rounds, jobs)
    return {name: Result.of(ratios(taken[name], taken["other"])) for name in jobs if name != "other"}
