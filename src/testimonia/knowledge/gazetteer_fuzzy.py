"""Names that are one letter off: a one-deletion index (the idea of Garbe's SymSpell, kept to one edit).

Two names are at most one insertion, deletion, substitution or swap of neighbours apart only if they share a string that
comes of each by deleting at most one letter. The index holds a 32-bit hash of each such string of each name; what it
finds is checked letter by letter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

SHORTEST, LONGEST = 5, 24
"""Shorter names have too many neighbours to mean anything, longer ones are written out in parts."""

BASE, MIX = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
"""Multipliers of the hash."""

_MASK = (1 << 64) - 1


def fits(name: str) -> bool:
    """Whether a loose name is indexed at all."""
    return SHORTEST <= len(name) <= LONGEST and name.isascii()


def _hashes(name: str) -> Iterator[int]:
    """The hash of `name` and of each string that one deletion makes of it, as `gazetteer_write.fuzzy_index` computes
    them, in plain integers."""
    letters = name.encode("ascii")
    suffixes, power = [0], 1
    for letter in reversed(letters):
        suffixes.append((suffixes[-1] + letter * power) & _MASK)
        power = (power * BASE) & _MASK
    suffixes.reverse()
    yield ((suffixes[0] * MIX) & _MASK) >> 32
    prefix, powers = 0, [1]
    for _ in letters:
        powers.append((powers[-1] * BASE) & _MASK)
    for i, letter in enumerate(letters):
        rest = len(letters) - 1 - i
        yield (((prefix * powers[rest] + suffixes[i + 1]) * MIX) & _MASK) >> 32
        prefix = (prefix * BASE + letter) & _MASK


def near(name: str, pairs: memoryview, texts: memoryview, offsets: memoryview) -> list[tuple[str, int]]:
    """Indexed names at most one edit from the loose form `name`, nearest first: (name, distance).

    What differs must be what spellings of one name differ in: a letter more or less (not the first of a short name),
    two
    neighbours swapped, or one letter for another of like sound."""
    if not fits(name):
        return []
    from rapidfuzz.distance import OSA  # the first look-up of this kind pays for it, not every start

    found: dict[str, int] = {}
    seen: set[int] = set()
    for h in _hashes(name):
        at = bisect_left(pairs, h << 32)
        while at < len(pairs) and (pair := pairs[at]) >> 32 == h:
            at += 1
            position = pair & 0xFFFFFFFF
            if position in seen:
                continue
            seen.add(position)
            other = bytes(texts[offsets[position] : offsets[position + 1]]).decode("ascii")
            distance = OSA.distance(name, other, score_cutoff=1)
            if distance <= 1 and _same_sound(name, other):
                found[other] = distance
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


_SOUNDS = ("aeiouy", "sz", "kqcg", "bpvfw", "dt", "gj", "vw", "rl", "mn", "hk", "ij", "cs")


def _same_sound(name: str, other: str) -> bool:
    if len(name) != len(other):
        return len(name) >= 7 or name[0] == other[0]
    differing = [(a, b) for a, b in zip(name, other, strict=True) if a != b]
    return len(differing) != 1 or any(differing[0][0] in s and differing[0][1] in s for s in _SOUNDS)
