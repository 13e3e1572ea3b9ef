"""The learned reader's parts that need no model: word pieces, windows, how spans stand to each other, stories."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.model.marks import Marks
from testimonia.model.text import Document
from testimonia.read.heads import Numbers
from testimonia.read.known import ATTRIBUTES, NAMES, ROLES, Known, known, shape
from testimonia.read.model import Network
from testimonia.read.neural import NeuralReader
from testimonia.read.patterns import PatternReader
from testimonia.read.spans import ARGUMENTS, Hearing, Limits, Spot, cluster, find
from testimonia.read.windows import LENGTH, PAIR_WIDTH, Floats, Vocabulary, relations, windows

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "attack", "##ers", "gao", "-", "old", "24", "year", "'", "s"]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("attack", ["attack"]),
        ("Attackers", ["attack", "##ers"]),
        ("Gaó", ["gao"]),
        ("24-year-old", ["24", "-", "year", "-", "old"]),
        ("attackx", ["[UNK]"]),
        ("\u200d", ["[UNK]"]),
        ("'s", ["'", "s"]),
    ],
)
def test_word_pieces(word: str, pieces: list[str]) -> None:
    assert [PIECES[n] for n in Vocabulary(PIECES).of(word)] == pieces


@given(st.text(max_size=300))
def test_any_word_has_a_piece_and_never_many(word: str) -> None:
    assert 1 <= len(Vocabulary(PIECES).of(word)) <= 12


@given(st.integers(min_value=1, max_value=5000))
def test_windows_keep_every_piece_once_and_fit_the_encoder(count: int) -> None:
    kept = [i for w in windows(count) for i in range(w.keep_start, w.keep_end)]
    assert kept == list(range(count))
    assert all(
        w.start <= w.keep_start and w.keep_end <= w.end and w.end - w.start <= LENGTH - 2 for w in windows(count)
    )


@pytest.mark.parametrize(
    ("word", "outer"),
    [
        ("attack", "lower"),
        ("Gao", "title"),
        ("UN", "upper"),
        ("McKay", "mixed"),
        ("53", "digits"),
        ("“", "sign"),
        ("I", "title"),
    ],
)
def test_shapes(word: str, outer: str) -> None:
    assert shape(word) == outer


def _known(text: str):  # type: ignore[no-untyped-def]
    return known(PatternReader(weigh=False).study(Document(id="d", text=text, published="2022-06-11"), Marks()))


TEXT = (
    "Bomb kills five in Gao\n\n"
    "A bomb killed five people in Gao on Friday, police said. The attack was the second this week."
)


def test_every_word_is_known_by_its_shape_and_the_part_of_the_page_it_stands_in() -> None:
    seen = _known(TEXT)
    assert seen.features.shape == (len(seen.words), len(NAMES))
    for group in ("shape:", "part:"):
        columns = [i for i, n in enumerate(NAMES) if n.startswith(group)]
        assert (seen.features[:, columns].sum(1) == 1).all()
    assert [TEXT[w.start : w.end] for w in seen.words] == [w.text for w in seen.words]


def test_the_words_of_a_dateline_a_quotation_and_the_top_are_marked() -> None:
    text = "Bomb in Gao\n\nGAO, 3 May (Wire) - The army said “we saw it” here.\n\nIt went. It left. It fled."
    seen = _known(text)
    marked = {
        name: [w.text for w, yes in zip(seen.words, seen.features[:, NAMES.index(f"page:{name}")], strict=True) if yes]
        for name in ("dateline", "quoted", "first")
    }
    assert marked["dateline"] == ["GAO", ",", "3", "May", "(", "Wire", ")", "-"]
    assert marked["quoted"] == ["“", "we", "saw", "it"]
    assert marked["first"][-3:] == ["It", "went", "."]


def test_words_that_cover_a_stretch_of_the_text() -> None:
    seen = _known(TEXT)
    start = TEXT.index("five people")
    first, last = seen.cover(start, start + len("five people"))
    assert [w.text for w in seen.words[first:last]] == ["five", "people"]
    assert seen.cover(len(TEXT), len(TEXT) + 5) == (len(seen.words), len(seen.words))


def test_what_is_far_from_all_evidence_is_left_out_and_the_rest_keeps_its_place() -> None:
    text = f"{TEXT} {'The weather was fine. ' * 40}{TEXT}"
    seen = _known(text)
    near = seen.near(3)
    assert [w.text for w in near.words].count("weather") == 6
    assert list(near.sentence) == sorted(near.sentence)
    assert near.features.shape == (len(near.words), len(NAMES))
    for story, same in zip(near.stories, seen.stories, strict=True):
        assert [near.words[a:b] for a, b in story] == [seen.words[a:b] for a, b in same]
    assert [[near.words[a:b] for a, b in link] for link in near.links] == [
        [seen.words[a:b] for a, b in link] for link in seen.links
    ]
    assert seen.near(100).words == seen.words


def test_how_two_spans_stand_to_each_other() -> None:
    seen = _known(TEXT)
    spans = np.array([(0, 1), (3, 4)], np.int64)
    got = relations(seen, spans, spans[::-1].copy(), np.array([0, 1], np.int64))
    assert got.shape == (2, 2, PAIR_WIDTH)
    assert got.min() >= 0
    assert got.max() == 1
    assert relations(seen, spans[:0], spans, np.array([], np.int64)).shape == (0, 2, PAIR_WIDTH)


class _Told:
    """Heads that find what they are told: word index → role; two triggers are one where `same` says so."""

    def __init__(self, roles: dict[int, str], same: float) -> None:
        self.roles, self.same = roles, same

    def tags(self, vectors: np.ndarray) -> np.ndarray:
        out = np.zeros((len(vectors), len(ROLES), 3), np.float32)
        out[..., 0] = 1
        for word, role in self.roles.items():
            out[word, ROLES.index(role)] = (0.1, 0.9, 0.0)
        return out

    def classes(self, attribute: str, vectors: np.ndarray) -> np.ndarray:
        return np.full((len(vectors), len(ATTRIBUTES[attribute][1])), 0.1, np.float32)

    def pairs(self, net: str, left: np.ndarray, right: np.ndarray, relation: np.ndarray) -> np.ndarray:
        return np.full((len(left), len(right)), self.same, np.float32)


LIMITS = Limits(dict.fromkeys(ROLES, 0.5), dict.fromkeys(ARGUMENTS, 0.5), {"salience": 0.0}, {})


@pytest.mark.parametrize(
    ("roles", "same", "stories", "places"),
    [
        ({1: "trigger", 6: "trigger", 4: "place"}, 0.9, 1, 1),  # one incident with a place
        ({1: "trigger", 6: "trigger", 4: "place"}, 0.2, 2, 0),  # two incidents, the place belongs to neither
        ({4: "place"}, 0.9, 0, 0),  # a place alone is no incident
        ({}, 0.9, 0, 0),
    ],
)
def test_spans_become_stories(roles: dict[int, str], same: float, stories: int, places: int) -> None:
    seen = _known(TEXT)
    vectors = np.zeros((len(seen.words), 3), np.float32)
    found = find(Hearing(seen, vectors, _Told(roles, same)), LIMITS)
    assert len(found.stories) == stories
    assert sum(len(s.parts["place"]) for s in found.stories) == places


def test_heads_give_probabilities() -> None:
    chance = np.random.default_rng(1)
    arrays = {
        "tag.weight": chance.normal(size=(3 * len(ROLES), 7)).astype(np.float32),
        "tag.bias": np.zeros(3 * len(ROLES), np.float32),
    }
    got = Numbers(arrays).tags(chance.normal(size=(5, 7)).astype(np.float32) * 100)
    assert got.shape == (5, len(ROLES), 3)
    np.testing.assert_allclose(got.sum(-1), 1, rtol=1e-5)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (TEXT, True),
        ("The minister opened a school in the capital on Monday.", False),  # nothing is told that could be corrected
        (TEXT + " And so on." * 6000, False),  # a dump, and no report
    ],
)
def test_when_the_network_is_asked(text: str, asked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[object] = []
    real = Network.vectors

    def vectors(self: Network, seen: Known) -> Floats:
        turns.append(seen)
        return real(self, seen)

    monkeypatch.setattr(Network, "vectors", vectors)
    NeuralReader().read(Document(id="d", text=text, published="2022-06-11"), Marks())
    assert bool(turns) is asked


def test_many_triggers_are_joined_in_one_go() -> None:
    """Average linkage over 400 triggers of 40 incidents, which a look at every pair of groups again and again would
    take minutes for."""
    truth = np.arange(400) % 40
    same = np.where(truth[:, None] == truth[None, :], 0.9, 0.1).astype(np.float32)
    spots = [Spot("trigger", i, i + 1, 1.0, {}) for i in range(400)]
    groups = cluster(same, spots, LIMITS)
    assert sorted(map(sorted, groups)) == [list(range(k, 400, 40)) for k in range(40)]
