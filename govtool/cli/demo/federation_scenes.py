"""The scenes of the demo of a federation: three organisations, one vote for each person wherever they work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from govtool.cli.demo.stage import Stage, votes
from govtool.core.text import lines_of
from govtool.core.times import Instant, add

FOUNDERS = {"alice": "Alice Lee", "bob": "Bob Roy", "carol": "Carol Diaz"}
COOKS = {"dora": "Dora Lind", "eva": "Eva Maro", "ines": "Ines Ober", "juri": "Juri Pohl", "kira": "Kira Quist"}
COMMUNE = {"finn": "Finn Ross", "gita": "Gita Sand", "hal": "Hal Thorn"}
NEW = {**COOKS, **COMMUNE}
PERSONS = {**FOUNDERS, **NEW}
BEGINS_AT: Instant = "2025-01-06T18:00:00Z"

_TERMS = "# Terms\n\nWe sell to each other at cost. Each of us tells the others what it earns.\n"


def play(folder: Path) -> None:
    """Plays every scene in an empty folder. Raises GovtoolError if anything does not come out as it must."""
    with Stage(folder, BEGINS_AT, (*PERSONS, "ci", "visitor")) as stage:
        _found(stage)
        _admit(stage)
        _work_in_two(stage)
        _vote(stage)
        _dismiss(stage)
        _quarrel(stage)
        _audit(stage)
        stage.leave((*PERSONS, "ci"))


def _found(stage: Stage) -> None:
    stage.scene("1. A programmers' co-operative founds a federation, whose members are persons")
    keys = {name: stage.make_key(name) for name in PERSONS}
    stage.clone("alice")
    stage.runs("alice", ["govtool", "guard", "install", str(stage.bare)])
    rows = [f'- {{id: {name}, name: "{called}", founder: true, keys: ["{keys[name]}"]}}\n'
            for name, called in FOUNDERS.items()]  # fmt: skip
    (stage.folder / "people.yaml").write_text("".join(rows))
    line = (
        "govtool init --yes --profile federation --affiliate 'riverside:Riverside Co-op' --name Valley --currency EUR"
    )
    stage.types("alice", line, shows=("founding fingerprint",), hidden=("--people", "../people.yaml", "--me", "alice"))
    stage.clone("bob", "carol")
    stage.run_at_once([(name, ["govtool", "sign", "--yes"]) for name in ("bob", "carol")])
    stage.start_clerk("alice")
    stage.run_clerk()
    stage.narrate("(Bob and Carol accept. Riverside brings people in and speaks for itself; it casts no vote)")
    rows_ = [_mandate(stage, what, ("bob", "carol"), 1) for what in ("enrol", "case")]
    stage.types(
        "alice",
        "govtool propose set-mandates --affiliate riverside",
        hidden=[*rows_, "--yes", "--title", "Bob or Carol act for Riverside"],
        shows=("decided by",),
    )
    (stage.clone_of("bob") / "terms.md").write_text(_TERMS)
    stage.types(
        "bob",
        "govtool propose adopt-policy --policy terms --title Terms --text terms.md",
        hidden=["--yes", "--summary", "Our terms"],
    )
    _decide(stage, {"1": FOUNDERS, "2": FOUNDERS})


def _mandate(stage: Stage, what: str, by: Sequence[str], need: int) -> str:
    until = add(stage.now, "P360D")
    return f'--mandates={{what: {what}, by: [{", ".join(by)}], need: {need}, until: "{until}"}}'


def _decide(stage: Stage, ballots: Mapping[str, Sequence[str] | Mapping[str, str]], wait: str = "P17D") -> None:
    """Opens what was proposed, lets people vote for it, and lets the time pass until it has taken effect."""
    stage.run_clerk()
    for number, people in ballots.items():
        stage.run_at_once(votes(number, dict.fromkeys(people, "for")))
    stage.turn_clock("P14D")
    stage.run_clerk()
    stage.turn_clock(wait)
    stage.run_clerk()


def _admit(stage: Stage) -> None:
    stage.scene("2. A restaurant and a commune join: their people sign first, then the persons here vote")
    shared = {"name": "", "policy": "terms", "people_most": 30}
    _joins(
        stage, "restaurant", COOKS, {**shared, "name": "Restaurant", "kind": "worker co-operative", "decides": "people"}
    )
    signed = {"signers": ["finn", "gita", "hal"], "need": 2}
    commune = {**shared, "name": "Commune", "kind": "commune", "decides": "signers", **signed}
    _joins(stage, "commune", COMMUNE, commune)
    _decide(stage, {"3": FOUNDERS, "4": FOUNDERS}, wait="P7D")
    stage.types("finn", "govtool list affiliates", shows=("riverside", "restaurant", "commune"))


def _joins(stage: Stage, name: str, people: Mapping[str, str], fields: Mapping[str, object]) -> None:
    """People of an organisation sign that it joins, and Alice proposes it."""
    stage.clone(*people)
    until = add(stage.now, "P365D")
    mandates = [f'{{what: {what}, by: [dora], need: 1, until: "{until}"}}' for what in ("enrol", "case")]
    given = "".join(f"{field}: {value}\n" for field, value in fields.items())
    acting = "mandates:\n" + "".join(f"  - {row}\n" for row in mandates) if "need" not in fields else ""
    text = f"action: admit-affiliate\nid: {name}\n{given}{acting}"
    file = stage.folder / f"{name}.yaml"
    file.write_text(text)
    first, *others = people
    line = f"govtool federation prove ../{name}.yaml --person {first} --name '{people[first]}' --to ../{first}.yaml"
    stage.types(first, line, shows=("Admits",))
    arguments = ["govtool", "federation", "prove", f"../{name}.yaml"]
    stage.run_at_once(
        [(each, [*arguments, "--person", each, "--name", people[each], "--to", f"../{each}.yaml"]) for each in others]
    )
    given_as = [word for field, value in fields.items() for word in _option(field, value)]
    given_as += [f"--mandates={row}" for row in mandates if "need" not in fields]
    rows = [f"--people=@../{each}.yaml" for each in people]
    stage.types("alice", f"govtool propose admit-affiliate --id {name}", hidden=[*given_as, *rows, "--yes"])


def _option(field: str, value: object) -> list[str]:
    """A field as people type it."""
    words = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return [f"--{field.replace('_', '-')}", words]


def _work_in_two(stage: Stage) -> None:
    stage.scene("3. Alice works at the restaurant too; Dora, who acts for it, signs that")
    stage.types("alice", "govtool federation affiliate restaurant", shows=("signed and delivered",))
    stage.run_clerk()
    _signs(stage, "dora")
    stage.types("alice", "govtool show alice", shows=("home ",))


def _signs(stage: Stage, name: str) -> None:
    """Somebody signs the one statement that waits for them; it is named, so that nobody signs it among others."""
    said = stage.runs(name, ["govtool", "status", "--json"])
    (item,) = json.loads(said[said.index("{") :])["sign"]
    stage.types(name, f"govtool sign {item['body']['confirms'].removeprefix('sha256:')[:12]} --yes", shows=("signed",))
    stage.run_clerk()


def _vote(stage: Stage) -> None:
    stage.turn_clock("P91D")
    stage.scene("4. All persons vote, each once; nobody votes for an organisation")
    stage.narrate("(90 days after they came in, the people of the restaurant and the commune have their votes)")
    stage.types(
        "dora",
        'govtool propose motion --title "We buy a van together"',
        hidden=["--yes", "--summary", "One van for all three"],
        shows=("decided by",),
    )
    stage.run_clerk()
    stage.types("alice", "govtool vote 5 for", shows=("elivered",))
    stage.run_at_once(votes("5", {**dict.fromkeys(("eva", "ines", "finn", "gita"), "for"), "juri": "against"}))
    stage.narrate("(Alice votes again from her place at the restaurant: the same person, the same one vote)")
    stage.types("alice", "govtool vote 5 against", shows=("elivered",))
    stage.types("alice", "govtool vote 5 for", shows=("elivered",))
    stage.types("hal", "govtool tally 5", shows=("not voted, of", "alice "), but=("Have not voted:",), status=11)


def _dismiss(stage: Stage) -> None:
    stage.scene("5. Riverside dismisses Bob; he stays a member of the federation, and votes on")
    stage.types("carol", "govtool federation end-affiliation riverside --person bob", shows=("bob",))
    stage.run_clerk()
    stage.types("bob", "govtool vote 5 for", shows=("elivered",))
    stage.turn_clock("P14D")
    stage.clerk(shows=("0005",), but=("gathered",))


def _quarrel(stage: Stage) -> None:
    stage.scene("6. The commune has a case against the restaurant, which does not answer: it fails by date alone")
    (stage.folder / "fish.txt").write_text("The fish was off, three times.\n")
    said = stage.runs("finn", ["govtool", "documents", "add", str(stage.folder / "fish.txt")])
    digest = next(line for line in lines_of(said) if line.startswith("sha256:"))
    line = "govtool federation case open restaurant --for commune --subject Fish"
    stage.types("finn", line, hidden=["--document", digest, "--ground", "force"], shows=("sign",))
    stage.run_clerk()
    stage.narrate("(two of the three signers must sign it; Gita is the second)")
    _signs(stage, "gita")
    stage.turn_clock("P14D")
    stage.types("hal", "govtool federation case show 1", shows=("Fish", "ailed"))


def _audit(stage: Stage) -> None:
    stage.scene("7. A visitor recomputes everything in a fresh clone without network")
    stage.clone("visitor")
    stage.runs("visitor", ["git", "remote", "remove", "origin"])
    shown = ("audit passed", "ballots", "signatures")
    stage.types("visitor", "govtool audit --ref main", shows=shown, is_joined=True)
