"""The door to the library that keeps comments: it changes what was asked for and nothing else, or it says no."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtool.core.canonical import Value
from govtool.io.file.roundtrip import Handwritten, Unchangeable
from govtool.io.file.yamlfile import PERSON_LIMIT, load
from govtool.io.file.yamlparser import comments_of, indents_of
from govtool.io.file.yamlplace import Location, YamlError

PROPOSAL = """\
title: Tea   # the title
# about
actions:
- action: change-hours  # mine
  member: dan
  # what it was
  from_minutes: 600   # now
  # what it is to be
  to_minutes: 1200

- action: amend-bylaws
  changes:
  - path: a.b  # here
    from: P7D
    # below from
    to: 'P14D'  # there
  - {path: c.d, to: 3}
  # end
# bye
"""


def changed(text: str, *sets: tuple[Location, Value] | tuple[Location, Value, str]) -> str:
    file = Handwritten(text.encode(), "f.yaml")
    for each in sets:
        file.set(*each)
    return file.data.decode()


# What is changed, and what stays -----------------------------------------------------------------------------------


def test_one_value_changes_and_every_other_byte_stays() -> None:
    assert changed(PROPOSAL, (("actions", 0, "from_minutes"), 900)) == PROPOSAL.replace(": 600", ": 900")
    assert changed(PROPOSAL, (("actions", 1, "changes", 0, "from"), "P9D")) == PROPOSAL.replace("P7D", '"P9D"')


def test_nothing_is_asked_for_and_nothing_changes() -> None:
    assert changed(PROPOSAL) == PROPOSAL


def test_a_table_in_the_place_of_a_word_has_the_comments_below_it() -> None:
    made = changed(PROPOSAL, (("actions", 1, "changes", 0, "from"), {"a": ["x", "y"], "no": 1}))
    assert '    from:\n      a:\n      - "x"\n      - "y"\n      "no": 1\n' in made
    assert made.index('"no": 1') < made.index("# below from") < made.index("to: 'P14D'")


def test_a_word_in_the_place_of_a_table_keeps_the_comment_on_its_row() -> None:
    text = "a: # why\n  b: 1\n  c: 2\n# below\nd: 3\n"
    assert changed(text, (("a",), "x")) == 'a: "x" # why\n# below\nd: 3\n'


def test_a_new_row_comes_last_and_before_what_is_written_below_the_table() -> None:
    text = 'accounts:\n  bob:\n    iban: "Y"  # his\n    # old: X\n  # all of them\n\n# ours\ndebtor: {iban: Z}\n'
    made = changed(text, (("accounts", "no"), {"iban": ""}, "No One"))
    new = '  "no":' + 33 * " " + '# No One\n    iban: ""\n'
    assert made == text.replace("  # all of them", f"{new}  # all of them")


def test_a_new_row_in_a_table_on_one_line_has_no_comment() -> None:
    assert changed("a: {b: 1}  # e\n", (("a", "c"), 2, "new")) == "a: {b: 1, c: 2} # e\n"


def test_a_new_row_in_a_table_without_rows_comes_below_its_name() -> None:
    made = changed("a: {}  # e\n# foot\n", (("a", "c"), "x", "new"))
    assert load(made.encode(), "").value == {"a": {"c": "x"}}
    assert comments_of(made.encode()) == ["# e", "# new", "# foot"]


@pytest.mark.parametrize("word", ["1/2", "50%", "P7D", "12:30x", "1_0x", "'1'", '"no"', "~x"])
def test_a_word_without_quotes_stays_as_it_was_written(word: str) -> None:
    text = f"a: {word}\nb: 1\n"
    assert changed(text, (("b",), 2)) == text.replace("b: 1", "b: 2")


@pytest.mark.parametrize("text", ["no", "1", "null", "2026-01-01", "", "a: b", "é\\", "# x", "- y", " z "])
def test_a_new_text_is_read_as_that_text(text: str) -> None:
    made = changed("a: 1 # one\n", (("a",), text), (("b",), {text: text} if text.strip() else text))
    value = load(made.encode(), "").value
    assert isinstance(value, dict) and value["a"] == text


@pytest.mark.parametrize("step", [0, 2, 4])
@pytest.mark.parametrize("inside", [2, 4])
def test_lists_and_tables_are_set_in_as_the_person_does(step: int, inside: int) -> None:
    text = f"t:\n{' ' * inside}x: 1\nl:\n{' ' * step}- a\n{' ' * step}- b # b\n"
    assert indents_of(text.encode()) == (inside, step)
    assert changed(text, (("t", "x"), 2)) == text.replace("x: 1", "x: 2")


def test_a_place_that_is_not_there_is_an_error_of_the_program() -> None:
    with pytest.raises(LookupError):
        Handwritten(b"a: 1\n", "f.yaml").set(("b", "c"), 1)


# What it cannot keep ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "location", "lost"),
    [
        ("a:\n  b: 1 # lost\n  c: 2\n", ("a",), "# lost"),
        ("a: [1, # lost\n  2]\nb: 1\n", ("a",), "# lost"),
        ("l:\n- x # lost\n- z\n", ("l",), "# lost"),
    ],
)
def test_a_comment_that_would_be_lost_is_named_and_nothing_is_made(text: str, location: Location, lost: str) -> None:
    with pytest.raises(Unchangeable, match=f"f.yaml cannot be changed without a loss: .*{lost}"):
        changed(text, (location, "x"))


def test_a_comment_in_a_block_text_is_no_comment() -> None:
    text = "a: |  # one\n  text # not\n\n  more\n# two\nb: >-\n  fold # not\n# three\nc: x#y \n"
    assert comments_of(text.encode()) == ["# one", "# two", "# three"]


KEYS = st.sampled_from(["a", "b", "c", "no", "d-e"])
WORDS = st.sampled_from(["x", '"y"', "'z'", "12", "[1, {q: r}]", "{p: 'o'}", "[]", "{}", '"#"', "null"])
COMMENTS = st.sampled_from(["", "  # é", " # two"])
LINES = st.lists(st.sampled_from(["", "# line", "  # deeper", "#"]), max_size=2)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A file as people write it: tables in tables, lists, comments everywhere."""
    lines: list[str] = [*draw(LINES)]

    def table(column: int, level: int) -> None:
        for key in draw(st.lists(KEYS, min_size=1, max_size=3, unique=True)):
            name = f'"{key}"' if key == "no" else key
            what = draw(st.sampled_from(["word", "table", "list"])) if level < 3 else "word"
            if what == "word":
                lines.append(f"{' ' * column}{name}: {draw(WORDS)}{draw(COMMENTS)}")
            else:
                lines.append(f"{' ' * column}{name}:{draw(COMMENTS)}")
            if what == "table":
                table(column + 2, level + 1)
            elif what == "list":
                for word in draw(st.lists(WORDS, min_size=1, max_size=3)):
                    lines.append(f"{' ' * column}- {word}{draw(COMMENTS)}")
            lines.extend(draw(LINES))

    table(0, 1)
    return "\n".join(lines) + "\n"


def places(value: object, at: Location = ()) -> list[Location]:
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in rows for found in ((*at, key), *places(inner, (*at, key)))]


@given(text=texts(), value=st.sampled_from([1, "x", [1, "no"], {"y": {"n": [2]}}, [], {}]), data=st.data())
def test_the_value_is_the_one_that_was_asked_for_and_no_comment_is_lost(
    text: str, value: Value, data: st.DataObject
) -> None:
    """Or it says no. Never a third."""
    before = load(text.encode(), "f.yaml").value
    location = data.draw(st.sampled_from([*places(before), ("new",)]))
    try:
        made = changed(text, (location, value)).encode()
    except Unchangeable:
        return
    after = load(made, "f.yaml").value
    holder, expected = after, before
    for step in location[:-1]:
        holder, expected = holder[step], expected[step]  # type: ignore[index]
    expected[location[-1]] = value  # type: ignore[index, call-overload]
    assert repr(after) == repr(before)
    left = iter(comments_of(made))
    assert all(comment in left for comment in comments_of(text.encode()))


@given(text=texts())
def test_without_a_change_nearly_every_text_can_be_kept(text: str) -> None:
    Handwritten(text.encode(), "f.yaml")


# What never comes to the library ------------------------------------------------------------------------------------

HOSTILE = {
    "anchor": b"a: &x 1\nb: *x\n",
    "merge key": b"a: {<<: {b: 1}}\n",
    "tag": b"a: !!python/object:os.system x\n",
    "number as key": b"1: a\n",
    "directive": b"%YAML 1.1\n---\na: no\n",
    "second document": b"a: 1\n---\nb: 2\n",
    "brackets": b"a: " + b"[" * 2000,
    "levels": b"".join(b" " * level + b"a:\n" for level in range(2000)),
    "too large": b"# no\n" * (PERSON_LIMIT // 5 + 1),
    "key twice": b"a: 1\n'a': 2\n",
    "zero byte": b"a: 1\nb: \x00\n",
    "bidirectional": "a: 1\nb: \u202ex\n".encode(),
    "line ends": b"a: 1\r\nb: 2\r\n",
    "not UTF-8": b"a: caf\xe9\n",
    "nothing": b"# no\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_strict_reader_refuses_first_with_the_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object) -> None:
        raise AssertionError("it came to the library")

    monkeypatch.setattr("govtool.io.file.roundtrip._library", never)
    with pytest.raises(YamlError) as refused:
        Handwritten(HOSTILE[name], "f.yaml")
    found = refused.value.findings[0]
    assert found.path == "f.yaml" and (found.line > 0 or found.code == "limits")


def test_the_largest_file_is_changed_and_one_byte_more_is_refused() -> None:
    start = b"a: 1\n"
    text = start + b"#" * (PERSON_LIMIT - len(start) - 1) + b"\n"
    assert changed(text.decode(), (("a",), 2)) == text.decode().replace("a: 1", "a: 2")
    with pytest.raises(YamlError):
        Handwritten(text + b"\n", "f.yaml")


def test_one_file_leaves_no_trace_in_the_next() -> None:
    """The library itself remembers a %YAML line for the files that it reads later."""
    for _ in range(2):
        assert changed("a: 012x\nb: yes-no\nc: 1\n", (("c",), 2)) == "a: 012x\nb: yes-no\nc: 2\n"


def test_the_clerk_and_what_verifies_never_load_it() -> None:
    program = (
        "import sys\n"
        "import govtool.cli.machinery.clerk, govtool.cli.machinery.guard, govtool.cli.prove.audit\n"
        "import govtool.cli.prove.check, govtool.cli.machinery.take, govtool.roles.minutes.auditor\n"
        "import govtool.cli.day.propose, govtool.cli.day.edit, govtool.cli.day.vote, govtool.cli.money.export\n"
        "print([name for name in sys.modules if name.startswith('ruamel')])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
