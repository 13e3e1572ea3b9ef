"""Accounts to incidents, in tasks: the blocks, scores, passes and rules of one machine, each where its rows are.

Splink's Spark backend is not used: its levels are SQL over columns, while ours compare sets of names by spelling and
places by distance and containment, and its clusters know no accounts of one document that must stay apart. What it
would find is not what one machine finds.

Blocks that hold too many accounts to be used (a huge city, a name that is everywhere) are counted first, by partial
sums, and their keys are sent to every task and left out before anything is joined: no task gets a block that is larger
than `blocks.MOST_FINE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from testimonia import pipeline
from testimonia.link import Scorer
from testimonia.link.acquaintance import CROWD, STRANGERS, Acquaintance
from testimonia.link.blocks import FINE, MOST, MOST_FINE, OPEN, VAGUE, keys
from testimonia.link.cluster import LINKED, Together
from testimonia.link.judged import Judged
from testimonia.link.passes import Edges, clusters, components
from testimonia.link.sketch import Sketch, sketch
from testimonia.model.claim import Told
from testimonia.model.codec import decode, encode
from testimonia.model.judgement import Judgement
from testimonia.reconcile import reconcile
from testimonia.spark.checkpoint import Checkpoints

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame, SparkSession

    Frames = Iterator[pd.DataFrame]

_REMEMBERED = 5_000  # sketches that a task keeps
NOTHING = -1.0  # the weakest link of a cluster that no link made: none is weaker than LINKED
Accounts = list[tuple[Told, Sketch, str | None, frozenset[str]]]
"""Accounts with their sketches, each with its cluster after the first pass and the clusters that its document has met.
"""


class Said(msgspec.Struct, frozen=True):
    """What people judged, and by which policy figures become tolls: small enough to be sent to every task."""

    judgements: tuple[Judgement, ...]
    judged: Judged
    policy: str


def incidents(spark: SparkSession, accounts: DataFrame, joined: list[tuple[int, int]], said: Said, work: Checkpoints
              ) -> tuple[DataFrame, DataFrame, DataFrame]:  # fmt: skip
    """The incidents (`incident binary, weakest double`) of accounts (`number long, id string, document string, told
    binary`, rejected ones left out), the cluster of each account after the first pass (`id string, first string,
    weakest double`), and the likely pairs (`left long, right long, base double`). `weakest` is the weakest link of a
    cluster or NOTHING. `joined`: numbers of accounts that people joined."""
    from pyspark.sql import functions as f

    keyed = work.table("keys", lambda: accounts.mapInPandas(_keys, "number long, document string, key long"))
    near = work.table("near", lambda: _scored(accounts, _sharing(_used(keyed))))
    likely = near.where("links")
    nothing = accounts.select("number", f.lit(None).cast("string").alias("first"),
                              f.array().cast("array<string>").alias("met"))  # fmt: skip
    first = work.table("first", lambda: _parts(spark, accounts, nothing, likely, joined).mapInPandas(
        _first_pass(said), "id string, document string, first string, weakest double"))  # fmt: skip
    met = work.table("met", lambda: _met(first))
    known = accounts.select("number", "id").join(first, "id").join(met, "document", "left").select(
        "number", "document", "first", f.coalesce("met", f.array().cast("array<string>")).alias("met")
    )  # fmt: skip
    far = work.table("far", lambda: _scored(accounts, _acquainted(known)))
    maybe = near.unionByName(far).dropDuplicates(["left", "right"])
    made = work.table("incidents", lambda: _parts(spark, accounts, known, maybe, joined).mapInPandas(
        _second_pass(said), "incident binary, weakest double"))  # fmt: skip
    return made, first.select("id", "first", "weakest"), near.select("left", "right", "base")


def _used(keyed: DataFrame) -> DataFrame:
    """The rows of blocks that are used."""
    from pyspark.sql import functions as f

    most = f.when(f.col("key").bitwiseAND(FINE) > 0, MOST_FINE).otherwise(MOST)
    large = keyed.groupBy("key").count().where(f.col("count") > most).select("key")
    return keyed.join(f.broadcast(large), "key", "left_anti")


def _sharing(rows: DataFrame) -> DataFrame:
    """The numbers of two accounts of different documents that have a key in common, each pair once; but for those whose
    keys are open and both not vague (`link.blocks.faces`)."""
    both = f"a.key & {OPEN} = 0 OR (a.key | b.key) & {VAGUE} > 0"
    a, b = (rows.selectExpr("*", f"key & ~{VAGUE} AS met").alias(name) for name in "ab")
    found = a.join(b, "met").where(f"a.number < b.number AND a.document <> b.document AND ({both})")
    return found.selectExpr("a.number AS left", "b.number AS right").distinct()


def _acquainted(known: DataFrame) -> DataFrame:
    """The pairs of accounts in different clusters whose documents have met."""
    from pyspark.sql import functions as f

    rows = known.select("number", "document", "first", f.explode("met").alias("cluster"))
    a, b = rows.alias("a"), rows.alias("b")
    both = a.join(b, "cluster").where("a.number < b.number AND a.document <> b.document AND a.first <> b.first")
    return both.selectExpr("a.number AS left", "b.number AS right").distinct()


def _met(first: DataFrame) -> DataFrame:
    """Of each document the clusters that it tells of with others, without those of a crowd."""
    from pyspark.sql import functions as f

    telling = first.select("document", "first").distinct()
    known = telling.groupBy("first").count().where(f"count > 1 AND count <= {CROWD}").select("first")
    return telling.join(known, "first").groupBy("document").agg(f.collect_set("first").alias("met"))


def _scored(accounts: DataFrame, pairs: DataFrame) -> DataFrame:
    """The pairs that may link, with their log-odds but for what their reports have in common, and whether they link
    where these have nothing in common."""
    left = accounts.selectExpr("number AS left", "told AS a")
    right = accounts.selectExpr("number AS right", "told AS b")
    both = pairs.join(right, "right").join(left, "left").sortWithinPartitions("left")
    return both.mapInPandas(_score, "left long, right long, base double, links boolean")


def _parts(
    spark: SparkSession, accounts: DataFrame, known: DataFrame, edges: DataFrame, joined: list[tuple[int, int]]
) -> DataFrame:
    """Accounts and the pairs between them, part by part: those that no pair joins, in chains, are in different parts.
    The driver finds the parts: it needs some thirty bytes a pair and an account."""
    from pyspark.sql import functions as f

    count = int((accounts.agg(f.max("number")).first() or [0])[0] or 0) + 1
    pandas: Any = edges.select("left", "right").toPandas()
    ends = pandas.to_numpy(np.int64)
    label = components(count, np.concatenate([ends, np.array(joined, np.int64).reshape(-1, 2)]))
    part = spark.createDataFrame(_pandas({"number": np.arange(count), "part": label.astype(np.int64)}))
    told = accounts.join(known.select("number", "first", "met"), "number").join(part, "number").selectExpr(
        "part", "0 AS kind", "number", "0L AS other", "0D AS base", "told", "first", "met"
    )  # fmt: skip
    pairs = edges.join(part.withColumnRenamed("number", "left"), "left").selectExpr(
        "part", "1 AS kind", "left AS number", "right AS other", "base", "CAST(NULL AS BINARY) AS told",
        "CAST(NULL AS STRING) AS first", "CAST(array() AS ARRAY<STRING>) AS met",
    )  # fmt: skip
    return told.unionByName(pairs).repartition("part").sortWithinPartitions("part", "kind", "number", "other")


# --- what runs in tasks -------------------------------------------------------------------------------------------


def _pandas(columns: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)


def _told(data: Any) -> Told:
    return decode(bytes(data), Told)


def _keys(frames: Frames) -> Frames:
    for frame in frames:
        rows = [
            (number, document, key)
            for number, document, told in zip(frame["number"], frame["document"], frame["told"], strict=True)
            for key in keys(sketch(_told(told)))
        ]
        number, document, key = zip(*rows, strict=True) if rows else ((), (), ())
        yield _pandas(
            {"number": np.array(number, np.int64), "document": list(document), "key": np.array(key, np.int64)}
        )


def _score(frames: Frames) -> Frames:
    scorer, known = Scorer(), dict[int, Sketch]()

    def sketched(number: int, data: Any) -> Sketch:
        if number not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[number] = sketch(_told(data))
        return known[number]

    for frame in frames:
        rows = []
        for left, right, a, b in zip(frame["left"], frame["right"], frame["a"], frame["b"], strict=True):
            pair = sketched(left, a), sketched(right, b)
            base = scorer.at_best(*pair, LINKED)
            if base is not None:
                alone = scorer.weights_for(*pair)["reports", "strangers"].value
                rows.append((left, right, base, base + alone >= LINKED))
        found = np.array(rows, float).reshape(-1, 4)
        numbers = np.array([row[:2] for row in rows], np.int64).reshape(-1, 2)
        yield _pandas({"left": numbers[:, 0], "right": numbers[:, 1], "base": found[:, 2], "links": found[:, 3] > 0})


def _groups(frames: Frames) -> Iterator[tuple[Accounts, list[tuple[int, int, float]]]]:
    """The parts of a partition: the accounts in canonical order, and the pairs by their places in it."""
    columns = ("part", "kind", "number", "other", "base", "told", "first", "met")
    rows = (row for frame in frames for row in zip(*(frame[name] for name in columns), strict=True))
    for _, some in groupby(rows, itemgetter(0)):
        told: dict[int, tuple[Told, Sketch, str | None, frozenset[str]]] = {}
        pairs = []
        for _, kind, number, other, base, data, first, met in some:
            if kind == 0:
                one = _told(data)
                told[number] = one, sketch(one), first, frozenset(met)
            else:
                pairs.append((number, other, base))
        ordered = sorted(told, key=lambda number: told[number][0].order)
        at = {number: i for i, number in enumerate(ordered)}
        yield [told[number] for number in ordered], [(at[left], at[right], base) for left, right, base in pairs]


def _clustered(
    accounts: Accounts, pairs: list[tuple[int, int, float]], scorer: Scorer, said: Judged, explained: bool
) -> list[Together]:
    """The clusters of a part, by what the scorer knows of its documents."""
    sketches = [one for _, one, _, _ in accounts]
    edges = []
    for i, j, base in pairs:
        a, b = sketches[i], sketches[j]
        value = base + scorer.company(a, b)
        if value >= LINKED:
            scorer.know(a, b, base)
            edges.append((min(i, j), max(i, j), value))
    return list(clusters(sketches, Edges(edges), said.among({s.id for s in sketches}), scorer, explained))


def _weakest(cluster: Together) -> float:
    return NOTHING if cluster.weakest is None else cluster.weakest


def _first_pass(said: Said) -> Callable[[Frames], Frames]:
    def made(frames: Frames) -> Frames:
        scorer = Scorer()
        scorer.acquaintance = STRANGERS
        for accounts, pairs in _groups(frames):
            rows = [
                (s.id, s.document, cluster.sketches[0].id, _weakest(cluster))
                for cluster in _clustered(accounts, pairs, scorer, said.judged, False)
                for s in cluster.sketches
            ]
            name, document, first, weakest = zip(*rows, strict=True)
            yield _pandas({"id": name, "document": document, "first": first, "weakest": weakest})

    return made


def _second_pass(said: Said) -> Callable[[Frames], Frames]:
    def made(frames: Frames) -> Frames:
        policy, settled = pipeline.policy_named(said.policy), pipeline.settings(said.judgements)
        for accounts, pairs in _groups(frames):
            scorer = Scorer()
            scorer.acquaintance = Acquaintance(
                {one.document: met for one, _, _, met in accounts},
                {one.id: first or one.id for one, _, first, _ in accounts},
            )
            found = _clustered(accounts, pairs, scorer, said.judged, True)
            told = {one.id: one for one, _, _, _ in accounts}
            made = (together.as_told(told) for together in found)
            incident = [encode(reconcile(c, policy, settled(c))) for c in made]
            yield _pandas({"incident": incident, "weakest": [_weakest(c) for c in found]})

    return made
