"""The ballots of large votes that this computer read already: for the screen, never for a verdict.

To read a ballot is to verify a signature and to look into a tree. Neither depends on the time, so what came out is kept
by commit id, in a file beside the pins, outside every repository. Whether a ballot counts is judged anew each time,
from the registry and the time. The audit, the clerk and the guard never look here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from govtool.core.evidence import Paper, Signer
from govtool.core.ids import CommitId, Digest, digest_of
from govtool.domain.decisions.ballot import TRAILER
from govtool.io.file.yamlfile import PERSON_LIMIT, load
from govtool.roles.desk.sealed_file import SealedFile

LEAST = 200
"""The fewest ballots that are kept: fewer are read as quickly again."""


class BallotMemory:
    """The ballots on one opening that were read here with these web pages of passkeys."""

    def __init__(self, folder: Path, opening: Digest, origins: tuple[str, ...]) -> None:
        path = folder / f"{opening.removeprefix('sha256:')}.json"
        self._file = SealedFile(path, {"opening": opening, "origins": list(origins)})
        self._rows: dict[CommitId, list[str]] = {}

    def papers(self) -> Mapping[CommitId, Paper]:
        """Each ballot that was read, by its commit. Whether its parent is on main is not known any more."""
        kept = self._file.read()
        try:
            found = {commit: _paper(commit, *row) for commit, row in kept.items()}
        except (ValueError, TypeError, AttributeError):
            return {}
        self._rows = kept
        return found

    def learn(self, papers: Iterable[Paper]) -> None:
        """Keeps those of some papers in which nothing is wrong. A folder that cannot be written to costs time alone."""
        for paper in papers:
            if paper.problem is None and paper.signer.problem is None and paper.trailers.get(TRAILER) == paper.digest:
                row = [paper.parents[0], paper.signer.key, paper.signer.name, paper.path, paper.data.decode()]
                self._rows[paper.commit] = row
        self._file.write(self._rows)


def _paper(commit: CommitId, parent: CommitId, key: str, name: str, path: str, text: str) -> Paper:
    data = text.encode()
    digest = digest_of(data)
    value = load(data, path, PERSON_LIMIT).value
    return Paper(commit, (parent,), Signer(key, name), {TRAILER: digest}, path, data, digest, value)
