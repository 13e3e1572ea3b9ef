"""Deeds that are only announced, by those who would do them: "vowed to bomb the embassy", "a leaflet said the school
would burn". The words stand in `lang/<language>/threats.tsv`.
"""

from __future__ import annotations

from testimonia.read.lexicon import Found, wordset

_CLAUSE = 14  # words in which an announcement stands before what is announced
_NEAR = 4  # words from "threatened" to a deed: "threatened to retake and burn", "threatened new attacks"
_HELD = 5  # words behind a deed in which those are told whom it would befall


def threatened(low: list[str], f: Found, language: str) -> bool:
    """Whether the words at `f` tell of a deed that somebody threatens. What captors threaten to do to their captives is
    part of the abduction.
    """

    def any_of(name: str, among: list[str]) -> bool:
        return not wordset(language, "threats", name).isdisjoint(among)

    before = low[max(0, f.first - _CLAUSE) : f.first]
    near, part = before[-_NEAR:], f.row[0]
    if any_of("undone", before) or any_of("held", low[f.last : f.last + _HELD]):
        return False
    written = any_of("medium", low[: f.first])
    if any_of("notice", low[f.first : f.last]):
        to_harm = low[f.last : f.last + 1] == ["to"] and not wordset(language, "deeds", "harm").isdisjoint(
            low[f.last + 1 : f.last + 2]
        )
        return to_harm or any_of("medium", before[-1:]) or any_of("at", low[f.last : f.last + 1])
    if any_of("or", near[-2:]):
        return written
    if before[-1:] == ["to"]:
        return any_of("threatening", near) or any_of("notice", near)
    at = before[:-1] if any_of("between", before[-1:]) else before
    if any_of("modal", at[-1:]):
        return written or any_of("threatening", before) or any_of("saying", before)
    return part != "v" and any_of("threatening", near) and not any_of("modal", near) and "to" not in near
