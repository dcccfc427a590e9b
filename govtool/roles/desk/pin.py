"""The identities that are pinned where a person works: in this computer's file, and in the clone's own configuration.

Both are asked before a history is believed, so whoever lists them sees both and whoever forgets one forgets it in both:
what was removed is refused nowhere. Another clone keeps its own line until somebody removes it there.
"""

from __future__ import annotations

from dataclasses import dataclass

from govtool.core.times import Instant
from govtool.errors import UsageError
from govtool.io.git.git import Git
from govtool.io.signature.trust import Pin, TrustStore
from govtool.roles.desk.desk import GENESIS_SETTING


@dataclass(frozen=True)
class Pinned:
    """One identity, and where it is pinned: `pin` is this computer's, None without one; `here` is by this clone."""

    genesis: str
    pin: Pin | None
    here: bool

    @property
    def name(self) -> str:
        """The organisation's name when it was last seen; empty if nobody saw it."""
        return self.pin.name if self.pin else ""

    @property
    def pinned_at(self) -> Instant | None:
        """Since when this computer pins it."""
        return self.pin.pinned_at if self.pin else None


def pinned(trust: TrustStore, git: Git | None) -> list[Pinned]:
    """Every identity that is pinned on this computer or in this clone, by genesis; `git` is None outside of a clone."""
    mine = git.setting(GENESIS_SETTING) if git is not None else None
    pins = {pin.genesis: pin for pin in trust.pins()}
    names = sorted({*pins, mine} - {None}, key=str)
    return [Pinned(str(name), pins.get(str(name)), name == mine) for name in names]


def forget(trust: TrustStore, git: Git | None, which: str) -> Pinned:
    """Forgets the identity that somebody named by its genesis, the beginning of it, or its name: on this computer, and
    in this clone. Raises UsageError where none is meant, or several.
    """
    wanted = which.removeprefix("sha256:")
    found = [
        one
        for one in pinned(trust, git)
        if one.name == which or (wanted and one.genesis.removeprefix("sha256:").startswith(wanted))
    ]
    if not found:
        raise UsageError(f"nothing pinned is called {which}", "see what is pinned: govtool trust list")
    if len(found) > 1:
        raise UsageError(f"{which} could be any of {len(found)} identities", "type more of the genesis")
    if found[0].here and git is not None:
        git.unset_setting(GENESIS_SETTING)
    if found[0].pin is not None:
        trust.forget(found[0].genesis)
    return found[0]
