"""Sentences on the left, what their verbs govern on the right."""

from __future__ import annotations

import pytest

from testimonia.read.clauses import Clauses
from tests.reading import page_of

SUBJECTS = [
    ("Fighters backed by mortars drove troops off a hill.", "drove", ["Fighters"]),
    ("Police and guardsmen who ringed the village of Dorf in April carried off 63 men.", "carried",
     ["Police", "guardsmen"]),
    ("A column of rebels, thought by many to be gone, entered the town.", "entered", ["A column of rebels"]),
    ("The Brigade, a militant group that few had heard of, claimed the attack.", "claimed", ["The Brigade"]),
    ("Gunmen stormed the hotel, killed the guard and left.", "killed", ["Gunmen"]),
    ("Gunmen stormed the hotel, killing nine guests.", "killing", ["Gunmen"]),
    ("He said that nine people died when armed men in berets opened fire.", "opened", ["armed men"]),
    ("A bus was stopped by armed men in berets who took the jewellery.", "took", ["armed men"]),
    ("Protesters demanding bread held the airport.", "held", ["Protesters"]),
    ("The army has not bombed the market.", "bombed", ["The army"]),
]  # fmt: skip


def _words(c: Clauses, span: tuple[int, int]) -> str:
    return " ".join(t.text for t in c.s.tokens[span[0] : span[1]])


def _verb(words: str, verb: str) -> tuple[Clauses, int]:
    sentence = page_of("Headline of the day\n\n" + words).sentences[1]
    c = Clauses(sentence)
    return c, next(n for n in c.verbs if c.low[c.chunks[n].head] == verb)


@pytest.mark.parametrize(("words", "verb", "subjects"), SUBJECTS, ids=[f"{v}: {w[:30]}" for w, v, _ in SUBJECTS])
def test_subjects(words: str, verb: str, subjects: list[str]) -> None:
    c, n = _verb(words, verb)
    assert [_words(c, span) for span in c.subjects(n)] == subjects


OBJECTS = [
    ("Gunmen attacked at least three members of the council.", "attacked", "at least three members of the council"),
    ("Gunmen fired on the patrol.", "fired", None),
    ("The rebels then shelled the old market.", "shelled", "the old market"),
]


@pytest.mark.parametrize(("words", "verb", "what"), OBJECTS)
def test_objects(words: str, verb: str, what: str | None) -> None:
    c, n = _verb(words, verb)
    span = c.object(n)
    assert (_words(c, span) if span else None) == what


AGENTS = [
    ("Nine people were shot dead in Kano on Tuesday by armed men.", "shot", ["armed men"]),
    ("The post was shelled by rebels and deserters.", "shelled", ["rebels", "deserters"]),
    ("The post was shelled, said a man who stood by the road.", "shelled", []),
]


@pytest.mark.parametrize(("words", "verb", "agents"), AGENTS)
def test_agents(words: str, verb: str, agents: list[str]) -> None:
    c, n = _verb(words, verb)
    assert c.chunks[n].passive
    assert [_words(c, span) for span in c.agents(n)] == agents


def test_a_negated_verb_is_told_apart() -> None:
    c, n = _verb("The army has not bombed the market.", "bombed")
    assert c.chunks[n].negated


def test_words_inside_the_name_of_a_group_govern_nothing() -> None:
    c, n = _verb("Al-Qaeda in the Islamic Maghreb claimed the attack.", "claimed")
    assert [_words(c, span) for span in c.subjects(n)] == ["Al-Qaeda in the Islamic Maghreb"]
