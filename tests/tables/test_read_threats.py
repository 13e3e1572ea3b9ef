"""Deeds that are only announced: sentences on the left, whether they threaten one on the right."""

import pytest

from testimonia.read.fragments import fragments
from tests.reading import page_of, read

SAID = [
    ("The rebels vowed to bomb the embassy in Kabul.", True),
    ("The rebels threatened new attacks on the port.", True),
    ("The group promised that its fighters would destroy every shrine in the city.", True),
    ('A leaflet found in Herat said that the school "will burn".', True),
    ("A letter told traders in Herat to close by Friday or they burn.", True),
    ("A man was arrested for threats to kill the judge.", True),
    ("Police in Herat receive terrorist threat targeting hotels.", True),
    ("The minister warned that the war would go on.", False),
    ("The captors threatened to kill a hostage every hour.", False),
    ("The group never threatened to bomb the embassy.", False),
    ("The rebels bombed the embassy in Kabul.", False),
    ("The agency warned that the rebels would attack.", False),
    ("The network warned it would mount new attacks.", False),
    ("The union threatened to paralyse the port.", False),
]


@pytest.mark.parametrize(("text", "threat"), SAID)
def test_what_is_only_announced(text: str, threat: bool) -> None:
    assert any(f.threat and "threatened" in f.cues for f in fragments(page_of(text))) == threat


def test_a_threat_is_told_apart_from_the_deed_beside_it() -> None:
    text = (
        "Bomb kills four in Kandahar\n\nA bomb killed four policemen in Kandahar on Monday. A leaflet found at the "
        "scene said that the rebels will strike in Herat on Friday."
    )
    told = [(a.status, a.places[0].name, a.date.start) for a in read(text).incidents]
    assert told == [("occurred", "Kandahar", "2022-06-13"), ("threatened", "Herat", "2022-06-17")]


def test_words_alone_tell_no_incident_where_nobody_armed_speaks() -> None:
    text = "Farmers angry\n\nThe farmers vowed to burn the ministry in Lyon on Friday."
    assert read(text).incidents == ()
    assert [a.status for a in read(text.replace("farmers", "militants")).incidents] == ["threatened"]
