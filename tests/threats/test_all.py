"""Every attack of the list comes out as it must; no row of the list can be forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govtool.core.code import TABLE
from tests.threats.threats import LIMIT, NO_KIND, THREATS, Threat
from tests.world.coop import Coop

# The ids of all attacks that were thought of, section by section. A number that is missing was never used.
IDS = " ".join(
    (
        "O1 O2 O3 O4 O5 O6 O7 O9 O10 O11 O12 O14 O15 O16 O19 O21 O22 O23 O24",
        "V1 V2 V3 V4 V5",
        "R1 R2 R4 R5 R7 R8 R9 R11 R12 R13 R14 R16 R17",
        "P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P14 P16 P17 P18 P19",
        "N1 N2 N3 N4 N5",
        "M1 M2 M3 M4 M5 M7 M8 M9 M10 M11 M12 M14",
        "F1 F2 F3 F5 F6 F8 F9 F11 F12 F16 F19 F20 F21 F22",
        "C1 C3 C4 C5 C7 C8 C9 C10 C11 C12 C14 C15 C18",
        "K1 K2 K3 K4 K5 K6 K8 K10",
        "X1 X2 X3 X5 X6 X8 X9 X11 X12 X13 X14 X15",
        "Y1 Y2 Y3 Y4 Y5 Y6 Y7 Y8 Y9 Y10 Y11 Y12 Y13 Y14",
        "Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q12",
        "Q9 Q10 Q10-runner-up Q11",
        "FIELD-A3 FIELD-A4 FIELD-A6 FIELD-A12 FIELD-A25",
        "FIELD-A1 FIELD-A5 FIELD-A14 FIELD-A15 FIELD-A16",
        "FIELD-A8 FIELD-A8-draft FIELD-A9 FIELD-A10 FIELD-A19 FIELD-A21 FIELD-A21-host",
        "FIELD-A13 FIELD-G1",
        "FIELD-A7 FIELD-A11 FIELD-A17 FIELD-A20 FIELD-P2",
        "FIELD-W3 FIELD-M1 FIELD-N2 FIELD-P5 FIELD-X1 FIELD-M7 FIELD-M12 FIELD-9-split FIELD-9-claim FIELD-C1 FIELD-K1",
        "FIELD-H1",
        "Q13",
        "T1 T2 T3 T4 T5",
        "G1 G5 G6 G12 G13 G25 G26 G32 G42 G43",
        "G11 G24 G29 G30 G31",
        "G27 G27-own-failure G28",
        "G23 G23-amend G24-spread G35 G36 G38",
    )
).split()
WORDS = {"REFUSE", "VOID", "FAIL", "WARN"}


def test_every_attack_that_was_thought_of_is_in_the_list_once() -> None:
    assert [threat.id for threat in THREATS] == IDS


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat.id)
def test_every_row_is_tried_or_says_why_it_is_not(threat: Threat) -> None:
    if threat.attack is None:
        assert threat.reason.startswith((NO_KIND, LIMIT)) and not threat.verdicts
    else:
        assert threat.verdicts and not threat.reason
    for verdict in threat.verdicts:
        word, _, code = verdict.partition(":")
        if word in WORDS:
            assert word in TABLE[code].verdicts, f"the table of codes does not know {verdict}"


def test_no_attack_is_written_and_left_out_of_the_list() -> None:
    used = {threat.attack.__name__ for threat in THREATS if threat.attack is not None}
    for path in sorted(Path(__file__).parent.glob("attack_*.py")):
        attacks = re.findall(r"^def ([a-z]\w*)\((?:coop|_): Coop\) -> set\[str\]:", path.read_text(), re.MULTILINE)
        assert set(attacks) <= used, path.name


@pytest.mark.parametrize("threat", [threat for threat in THREATS if threat.attack], ids=lambda threat: threat.id)
def test_the_attack_comes_out_as_it_must(
    threat: Threat, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    assert threat.attack is not None
    seen = threat.attack(Coop.copied(tmp_path_factory, tmp_path))
    assert set(threat.verdicts) <= seen
