"""Words before an attack that tell it apart from another: left, the text; right, the words."""

from __future__ import annotations

import pytest

from testimonia.model.claim import Account, Reading
from testimonia.model.text import Document, Evidence
from testimonia.read.apart import marked

TEXTS = {
    "A second attack hit the town.": ["second"],
    "Another deadly suicide attack hit the town.": ["Another"],
    "In a separate attack, two died.": ["separate"],
    "The third such attack this week.": ["third"],
    "The attack hit the town.": [],
    "It was the second. The attack hit the town.": [],
    "He is the second most wanted man behind the attack.": [],
    "Another man saw the attack.": [],
}


def account(text: str) -> Account:
    start = text.index("attack")
    return Account(
        type="armed_assault", status="occurred", salience="news", mentions=(Evidence(start, start + 6, "attack"),)
    )


@pytest.mark.parametrize("text", TEXTS)
def test_told_apart(text: str) -> None:
    document = Document(id="d", text=text)
    reading = Reading(document="d", document_version=document.version, reader="x", incidents=(account(text),))
    (told,) = marked(document, reading).incidents
    assert [e.quote for e in told.apart] == TEXTS[text]
    assert all(text[e.start : e.end] == e.quote for e in told.apart)
