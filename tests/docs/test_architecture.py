"""The page and the drawing of the architecture say what the code is."""

from __future__ import annotations

import re

import pytest

from tests.test_house import WINGS
from tests.world.place import ROOT

PAGE = (ROOT / "docs" / "explanation" / "architecture.md").read_text("utf-8")
DRAWING = (ROOT / "docs" / "explanation" / "architecture.svg").read_text("utf-8")


@pytest.mark.parametrize("layer", WINGS)
def test_every_wing_is_drawn_in_its_order_and_described(layer: str) -> None:
    wings = [wing for wing in WINGS[layer] if wing != "*" and not wing.endswith(".py")]
    _, _, drawn = DRAWING.partition(f'class="n">{layer}</text>')
    drawn, _, _ = drawn.partition('class="n">')
    assert re.findall(r'class="c">([^<]+)</text>', drawn) == wings
    assert f"| `{layer}` |" in PAGE
    assert [wing for wing in wings if f"`{layer}/{wing}`" not in PAGE] == []


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:govtool|tests|docs)/[\w./-]+\.\w+)`", PAGE)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).is_file()] == []
    within = re.findall(r"`((?:cli|roles|io|domain|core)/[\w./-]+\.py)`", PAGE)
    assert [name for name in within if not (ROOT / "govtool" / name).is_file()] == []


def test_each_wing_begins_with_a_module_of_its_own() -> None:
    rows = re.findall(r"^\| (`\w+/[^|]+) \| [^|]+ \| (`[^|]+) \|$", PAGE, re.MULTILINE)
    assert len(rows) >= 15
    for wings, begins in rows:
        folders = [ROOT / "govtool" / wing for wing in re.findall(r"`([^`]+)`", wings)]
        for name in re.findall(r"`([^`]+)`", begins):
            assert any((folder / name).is_file() for folder in folders), f"{name} is in none of {wings}"
