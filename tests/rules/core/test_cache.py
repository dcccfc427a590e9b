"""The cache of what was read: bounded by bytes, never emptied whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from govtool.core.cache import Cache


def kept(cache: Cache[int, str], keys: range) -> list[int]:
    return [key for key in keys if cache.get(key) is not None]


def test_what_fits_stays() -> None:
    cache = Cache[int, str](20)
    for key in range(10):
        cache.put(key, str(key), 1)
    assert kept(cache, range(11)) == list(range(10)) and cache.get(3) == "3"


def test_the_oldest_half_goes_first_and_what_was_asked_for_stays() -> None:
    cache = Cache[int, str](20)
    for key in range(20):
        cache.put(key, str(key), 1)
    assert cache.get(0) == "0", "still in the old half: asked for, it is young again"
    assert kept(cache, range(20)) == [0, *range(10, 20)]


def test_one_that_is_larger_than_a_half_is_not_kept() -> None:
    cache = Cache[int, str](20)
    cache.put(1, "one", 10)
    cache.put(2, "two", 11)
    assert cache.get(1) == "one" and cache.get(2) is None


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.booleans()), max_size=200))
def test_it_never_holds_more_than_its_bytes_and_never_a_wrong_value(acts: list[tuple[int, int, bool]]) -> None:
    cache, sizes = Cache[int, str](24), {key: key % 12 + 1 for key in range(31)}
    for key, _, puts in acts:
        if puts:
            cache.put(key, str(key), sizes[key])
        assert cache.get(key) in (None, str(key))
        held = {*cache._young, *cache._old}
        assert sum(sizes[each] for each in held) <= 24
