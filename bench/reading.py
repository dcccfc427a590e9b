"""What reading one ballot costs: the strict reader against the C reader of PyYAML, which is not strict."""

from __future__ import annotations

import yaml

from bench.timing import best_of, repeated
from govtool.core.canonical import emit
from govtool.domain.decisions.ballot import Ballot
from govtool.io.file.yamlfile import load
from govtool.io.file.yamlparser import load_strict

ROUNDS = 9
_TIMES = 300
_BALLOT = Ballot(
    proposal="0007", opening="sha256:" + "0" * 64, voter="alice", choice="for", cast=1, reason="We need a kettle."
)


def measure() -> dict[str, int]:
    """Nanoseconds for one ballot: as govtool writes it, with a comment that a person added, and by the other reader."""
    data = emit(_BALLOT.data())
    commented = b"# mine\n" + data
    jobs = {
        "canonical": repeated(_TIMES, lambda: load(data, "")),
        "commented": repeated(_TIMES, lambda: load_strict(commented, "")),
        "CSafeLoader": repeated(_TIMES, lambda: yaml.load(data, Loader=yaml.CSafeLoader)),
    }
    return {name: taken // _TIMES for name, taken in best_of(ROUNDS, jobs).items()}
