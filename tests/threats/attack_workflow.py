"""Attacks on what a forge runs for a co-operative: by what another run left behind, and by anybody's branch.

No forge runs here: what the workflows say is judged, as `test_forge_workflows` does for every promise of theirs.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from govtool.io.git.template import forge_template
from tests.world.coop import Coop


def _workflows() -> dict[str, Any]:
    files = forge_template().items()
    return {path: yaml.safe_load(data) for path, data in files if path.endswith(".yml")}


def nothing_is_carried_over(coop: Coop) -> set[str]:
    """A pull request's job leaves a poisoned cache or artifact for the clerk: no workflow keeps or takes any."""
    found = _workflows()
    assert any(path.endswith("clerk.yml") for path in found)
    for workflow in found.values():
        for job in workflow["jobs"].values():
            uses = [step.get("uses", "") for step in job["steps"]]
            if any("cache" in use or "artifact" in use for use in uses) or "cache" in json.dumps(job["steps"]):
                return {"SAME:carried"}
    return {"SAME"}


def key_out_of_reach(coop: Coop) -> set[str]:
    """Mallory pushes a branch whose workflow asks for the clerk's key: an environment that only main has holds it."""
    for path, workflow in _workflows().items():
        for job in workflow["jobs"].values():
            asks = "secrets." in json.dumps(job)
            guarded = job.get("environment", {}).get("name") == "clerk" and job.get("if", "").startswith(
                "github.ref == 'refs/heads/main' && "
            )
            if asks and not (path.endswith("clerk.yml") and guarded):
                return {"SAME:reached"}
    return {"SAME"}
