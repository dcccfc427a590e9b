"""The strict reader against other readers of YAML, on the inputs of the public YAML test suite and on changes of them.

What the strict reader accepts, each other reader reads as the same value. The others are PyYAML in Python (version
1.1), ruamel.yaml in Python (1.2), and the npm package `yaml` as each of the two versions. None of them has the parser
of the strict reader, which is libyaml.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import settings
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError as OtherYamlError

from govtool.core.canonical import Value
from govtool.io.file.yamlfile import load
from govtool.io.file.yamlplace import YamlError
from tests.forge.workflow_bench import run_node
from tests.rules.file.test_yamlfile import LAYOUTS
from tests.world.examples import DAILY
from tests.world.place import DATA

INPUTS: dict[str, str] = json.loads((DATA / "yaml-test-suite" / "inputs.json").read_text())
SEED, CHANGED = 1504, 1500
# fmt: off
PIECES = (
    "a", " ", "\n", "\n  ", "\n ", "#", " #", "# c\n", " # c\n", ",", ",", ":", ": ", "'", '"', "[", "]", "{", "}",
    "|", "|\n", ">\n", "|-\n", "- ", "-", "x: ", "\n\n", "\\", "\\\n", "1", "?", "",
)
# fmt: on
GAPS = ("\n", "\n  ", "\n# c\n", "\n\n# c\n", "\n   ")


def accepted(text: str) -> list[Value]:
    """The value in a list, or no value if the strict reader refuses the text."""
    try:
        return [load(text.encode(), "file.yaml").value]
    except YamlError:
        return []


def form_of(value: object) -> str:
    """The value as a text in which 1, 1.0, true and "1" differ."""
    return json.dumps(value, sort_keys=True, default=repr)


def read_by_pyyaml(text: str) -> str:
    try:
        return form_of(yaml.load(text, yaml.SafeLoader))
    except yaml.YAMLError as error:
        return f"refused: {error}"


def read_by_ruamel(text: str) -> str:
    try:
        return form_of(YAML(typ="safe", pure=True).load(text))
    except OtherYamlError as error:
        return f"refused: {error}"


def read_by_npm(texts: list[str], folder: Path) -> list[list[str]]:
    """For each text the values as version 1.1 and as version 1.2."""
    path = folder / "texts.json"
    path.write_text(json.dumps(texts))
    done = run_node("yaml.mjs", path)
    assert done.returncode == 0, done.stderr
    return [[form_of(*each) if each else "refused" for each in pair] for pair in json.loads(done.stdout)]


def disagreements(texts: Iterable[str], folder: Path) -> dict[str, list[str]]:
    """The readings that differ from the strict reader's, for each text that it accepts and others read otherwise."""
    ours = {text: form_of(*value) for text in texts if (value := accepted(text))}
    return {text: wrong for text, wrong in others(ours, folder).items() if wrong}


def others(expected: dict[str, str], folder: Path) -> dict[str, list[str]]:
    """For each text the readings that are not the expected one."""
    readings = read_by_npm(list(expected), folder)
    return {
        text: [each for each in (read_by_pyyaml(text), read_by_ruamel(text), *pair) if each != expected[text]]
        for text, pair in zip(expected, readings, strict=True)
    }


@cache
def bases() -> list[str]:
    """What is changed at random: every input that is accepted, and more often the layouts that are just good."""
    layouts = [right for _, _, _, right in LAYOUTS.values()]
    return [text for text in INPUTS.values() if accepted(text)] + layouts * 3


def changed(dice: random.Random, text: str) -> str:
    """The text with one to three changes of its lines, spaces and marks."""
    for _ in range(dice.randint(1, 3)):
        way, place = dice.randrange(4), dice.randint(0, len(text))
        lines = text.split("\n")
        spaces = [index for index, mark in enumerate(text) if mark == " "]
        if way == 0:
            text = text[:place] + dice.choice(PIECES) + text[place + dice.randint(0, 2) :]
        elif way == 1:
            chosen = dice.randrange(len(lines))
            lines[chosen] = lines[chosen][1:] if dice.random() < 0.5 else lines[chosen].lstrip(" ")
            text = "\n".join(lines)
        elif way == 2 and spaces:
            place = dice.choice(spaces)
            text = text[:place] + dice.choice(GAPS) + text[place + 1 :]
        else:
            text = text.rstrip("\n")
    return text


def test_inputs_of_the_public_suite_are_refused_or_read_by_all_as_the_same_value(tmp_path: Path) -> None:
    names = {text: name for name, text in INPUTS.items()}
    divided = disagreements(INPUTS.values(), tmp_path)
    assert {names[text]: wrong for text, wrong in divided.items()} == {}
    assert len(INPUTS) == 402
    assert sum(bool(accepted(text)) for text in INPUTS.values()) >= 50


def test_changed_inputs_are_refused_or_read_by_all_as_the_same_value(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    number = CHANGED * settings.default.max_examples // DAILY
    texts = {changed(dice, dice.choice(bases())) for _ in range(number)}
    assert disagreements(texts, tmp_path) == {}
    assert sum(bool(accepted(text)) for text in texts) > len(texts) // 10


# The readers agree on this one. The rule for lines inside brackets is the same for each line, the last one too.
REFUSED_FOR_ONE_RULE = frozenset({"list, the end"})


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """For each layout that is refused, the readings that differ from libyaml's."""
    expected = {wrong: form_of(yaml.load(wrong, yaml.CSafeLoader)) for wrong, _, _, _ in LAYOUTS.values()}
    return others(expected, tmp_path_factory.mktemp("layouts"))


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_refused_because_the_readers_are_divided(name: str, readings: dict[str, list[str]]) -> None:
    assert bool(readings[LAYOUTS[name][0]]) == (name not in REFUSED_FOR_ONE_RULE)


def test_the_layout_nearest_to_a_refused_one_is_read_by_all_as_the_same_value(tmp_path: Path) -> None:
    right = [text for _, _, _, text in LAYOUTS.values()]
    assert all(accepted(text) for text in right)
    assert disagreements(right, tmp_path) == {}
