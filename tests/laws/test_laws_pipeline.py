"""The laws of the house, end to end, over texts made of news-like fragments in any order and with any noise between."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testimonia import pipeline
from testimonia.model import codec
from testimonia.model.claim import Reading, tell
from testimonia.model.text import Document, Evidence
from testimonia.store import Ledger

WHO = (
    "gunmen",
    "the army",
    "Malian soldiers",
    "a suicide bomber",
    "Boko Haram fighters",
    "police",
    "the group",
    "two men",
)
DID = (
    "killed", "wounded", "attacked", "ambushed", "kidnapped", "shelled", "were killed by",
    "denied that they had killed", "claimed responsibility for the attack that killed", "blew themselves up, killing",
)  # fmt: skip
COUNTS = ("nine", "at least 12", "53", "more than 40", "dozens of", "up to 20", "30 to 40", "several", "no", "a")
WHOM = ("people", "soldiers", "civilians", "schoolgirls", "of the attackers", "villagers and a policeman", "militants")
WHERE = ("in Gao", "near Baidoa", "in the Malian town of Menaka", "at a market", "30 km north of Kabul", "in Iraq", "")
WHEN = ("on Friday", "last week", "on 3 May 2018", "two days earlier", "overnight", "since 2016", "in early March", "")
SAID = (
    "",
    ", police said",
    ", according to the governor",
    ", the group said in a statement",
    ", witnesses told reporters",
)
NOISE = (
    "",
    "\n",
    "\n\n",
    " — ",
    "“",
    "”",
    "…",
    "2 min read\n",
    "Read more: ",
    "\u00a0",
    "\u200b",
    "é́",
    "١٢",
    "😀",
    "\t",
    "(",
    "U.S. ",
)

SENTENCES = st.builds(
    lambda who, did, count, whom, where, when, said, noise: (
        f"{who[0].upper()}{who[1:]} {did} {count} {whom} {where} {when}{said}. {noise}"
    ),
    *(st.sampled_from(part) for part in (WHO, DID, COUNTS, WHOM, WHERE, WHEN, SAID, NOISE)),
)
TEXTS = st.lists(SENTENCES | st.sampled_from(NOISE) | st.text(max_size=12), min_size=1, max_size=6).map("".join)
DAYS = st.sampled_from((None, "2018-05-05", "2018-05-06", "2018-05-06T10:00:00+01:00", "2018-05-09"))
PAPERS = st.sampled_from((None, "The Post", "Newswire"))
BATCHES = st.lists(st.tuples(TEXTS, DAYS, PAPERS), min_size=1, max_size=4).map(
    lambda parts: [
        Document(id=f"doc-{n}", text=text.encode("utf-8", "replace").decode(), published=day, publisher=paper)
        for n, (text, day, paper) in enumerate(parts)
    ]
)
# How long an example takes depends on the machine and its load: no deadline.
calm = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(document: Document) -> Reading:
    got = pipeline.read_document(document, pipeline.reader_named(), pipeline.resolver_with())
    assert isinstance(got, Reading), str(got)
    return got


def evidence(node: object) -> Iterator[Evidence]:
    if isinstance(node, Evidence):
        yield node
    elif isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from evidence(getattr(node, name))
    elif isinstance(node, tuple):
        for item in node:
            yield from evidence(item)


def test_such_texts_are_read_and_tell_of_incidents() -> None:
    text = "Gunmen killed nine soldiers near Baidoa on Friday, police said. The group denied that it was there."
    assert read(Document(id="x", text=text, published="2018-05-06")).incidents


@calm
@given(BATCHES)
def test_law_1_evidence_cuts_its_own_quote(batch: list[Document]) -> None:
    for document in batch:
        for e in evidence(read(document)):
            assert document.text[e.start : e.end] == e.quote != ""


@calm
@given(BATCHES)
def test_law_2_and_3_claims_cite_their_own_document_and_none_vanishes(batch: list[Document]) -> None:
    texts = {d.id: d.text for d in batch}
    told = [t for d in batch for t in tell(d, read(d))]
    owner = {claim.id: t for t in told for claim in t.claims()}
    for t in told:
        for claim in t.claims():
            assert all(texts[t.document][e.start : e.end] == e.quote for e in claim.at)
    stand: list[str] = []
    for incident in pipeline.compute(told, ()):
        for f in incident.findings:
            stand += [*f.supports, *f.contradicts, *(s.claim for s in f.set_aside)]
    assert sorted(stand) == sorted(owner)


@calm
@given(BATCHES, st.randoms(use_true_random=False))
def test_law_5_the_order_of_arrival_changes_nothing(batch: list[Document], chance: object) -> None:
    told = [t for d in batch for t in tell(d, read(d))]
    first = codec.encode(tuple(pipeline.compute(told, ())))
    chance.shuffle(told)  # type: ignore[attr-defined]
    assert codec.encode(tuple(pipeline.compute(told, ()))) == first


@settings(calm, max_examples=10)
@given(BATCHES, st.randoms(use_true_random=False))
def test_law_4_a_rebuild_gives_identical_bytes(batch: list[Document], chance: object) -> None:
    digests = set()
    with TemporaryDirectory() as folder:
        for n in range(2):
            with Ledger.open(Path(folder, f"{n}.ledger"), "write", create=True) as ledger:
                for document in batch:
                    ledger.record(document, read(document))
                for _ in range(2):
                    pipeline.rebuild(ledger)
                    digests.add(ledger.digest())
            chance.shuffle(batch)  # type: ignore[attr-defined]
    assert len(digests) == 1


@calm
@given(BATCHES)
def test_law_7_a_reading_does_not_depend_on_its_neighbours(batch: list[Document]) -> None:
    together = [codec.encode(read(d)) for d in batch]
    assert [codec.encode(read(d)) for d in reversed(batch)] == together[::-1]
    for document, said in zip(batch, together, strict=True):
        other = msgspec.structs.replace(document, id="another")
        got = read(other)
        assert codec.encode(got.incidents) == codec.encode(codec.decode(said, Reading).incidents)
