"""Where the checkout and the data of the tests lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "tests" / "data"
GOLDEN = DATA / "golden"
