"""What holds of actors for every text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.knowledge.actors import Registry
from testimonia.knowledge.actors_names import fold
from testimonia.model.actor import in_registry
from testimonia.resolve.actors import actor_marks, resolve_actor, victim_class

REGISTRY = Registry.open([])
WORDS = st.sampled_from([
    "the", "group", "Boko", "Haram", "Malian", "soldiers", "U.S.", "US", "IS", "forces", "army", "'s", "’s",
    "-", ".", "police", "al-", "Shabaab", "rebels", "gunmen", "called", "Front", "Liberation", "(ABC)", "ABC",
    "Israel", "and", "said", "by", "Islamic", "State", "militants", "12th", "Brigade", "two", "of", "Germans",
    "them", "attackers", "ADF", "Congo", "İ", "ß", "\n", "\n\n",
])  # fmt: skip
PILES = st.lists(WORDS, max_size=40)
TEXTS = st.one_of(st.text(max_size=300), PILES.map(" ".join), PILES.map("".join))
KINDS = {
    "jihadist", "rebel", "militia", "gang", "party", "state", "military", "police", "intelligence", "peacekeepers",
    "mission", "armed", "civilians", "officials", "media", "aid", "person", "other",
}  # fmt: skip
CLASSES = {
    "all", "civilians", "children", "women", "military", "police", "militants", "attackers", "officials", "journalists",
    "aid_workers", "peacekeepers", "foreigners", "other", None,
}  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from([(), ("ML",), ("CD", "ZZ")]), st.sampled_from([None, "2019-11-03", "soon"]))
def test_marks_are_sorted_apart_and_inside_the_text(
    text: str, countries: tuple[str, ...], published: str | None
) -> None:
    marks = actor_marks(text, REGISTRY, countries=countries, published=published)
    free = 0
    for mark in marks:
        assert free <= mark.start < mark.end <= len(text)
        free = mark.end
        assert mark.kind in KINDS
        assert mark.name.strip()
        assert mark.because
        assert 0 < mark.confidence <= 1
        assert not in_registry(mark.actor_id) or REGISTRY.get(mark.actor_id or "") is not None
    assert marks == actor_marks(text, REGISTRY, countries=countries, published=published)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_what_stands_after_a_text_changes_no_offset_before_it(text: str) -> None:
    """Added context may tell a name better, but a plain named group stays marked where it was."""
    whole = f"Boko Haram struck.\n\n{text}"
    first = actor_marks(whole, REGISTRY)[0]
    assert (first.start, first.end, first.actor_id) == (0, 10, "boko-haram")


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from([None, "ML", "??"]))
def test_a_name_alone_never_raises(name: str, country: str | None) -> None:
    mark = resolve_actor(name, country=country)
    assert (mark.start, mark.end) == (0, len(name))
    assert mark.because
    assert mark.actor_id is not None or mark.generic or mark.name == " ".join(name.split())[:300] or mark.confidence > 0


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from([None, "ML", "??"]))
def test_a_victim_class_is_one_of_the_scheme(words: str, country: str | None) -> None:
    assert victim_class(words, country) in CLASSES
    assert victim_class(words.split(" "), country) in CLASSES


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_folding_never_moves_a_letter(text: str) -> None:
    assert len(fold(text)) == len(text)
