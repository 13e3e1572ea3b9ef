"""Words on the left, the places that they name or mean on the right: the words of each, and its name."""

from __future__ import annotations

import pytest

from tests.reading import page_of

CASES = [
    ("A bomb exploded in the Somali capital on Friday.", [("Somali capital", "Mogadishu")]),
    ("A bomb exploded in Niger's capital on Friday.", [("Niger's capital", "Niamey")]),
    ("A bomb exploded in the Somali capital, Mogadishu, on Friday.", [("Mogadishu", "Mogadishu")]),
    ("Gunmen attacked a post north of Haiti's capital.", [("north of Haiti's capital", "north of Haiti's capital")]),
    ("The law allows capital punishment and the Somali capital punishment debate goes on.", []),
    # names of wars
    ("The bridge was bombed in World War II and rebuilt after the Second World War.", []),
    # sites whose names begin with a town's
    ("A man stabbed two women on Streatham High Road on Friday.", [("Streatham High Road", "Streatham High Road")]),
    ("Nigeria market blast kills two, the police say.", [("Nigeria", "Nigeria")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "places"), CASES, ids=[c[0][:40] for c in CASES])
def test_places(text: str, places: list[tuple[str, str]]) -> None:
    page = page_of(text)
    found = [(text[m.start : m.end], m.place.name) for m in page.marks.places if m.use == "place"]
    assert found == places
