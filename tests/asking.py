"""A language model as reader, asked about a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from testimonia import pipeline
from testimonia.model.claim import Account, Reading
from testimonia.model.text import Document
from testimonia.read.llm import LlmReader
from tests.model_server import Behaviour, incident

TEXT = """Car bomb kills 12 in Gao

A car bomb attack killed at least two dozen civilians and a soldier at a checkpoint in Gao, Mali on Friday, witnesses
said. They blamed the Malian army. Ahmed, 24, saw the attack. JNIM said that it was behind it. The attack in Menaka last
week killed 30 people.
"""
REPORT = Document(id="report", text=TEXT, published="2022-06-15")
Made = Callable[..., tuple[LlmReader, Any]]


def read(reader: LlmReader, text: str = TEXT, published: str | None = "2022-06-15") -> Reading:
    document = Document(id="report", text=text, published=published)
    got = pipeline.read_document(document, reader, pipeline.resolver_with())
    assert isinstance(got, Reading), str(got)
    return got


def one(reader: LlmReader, text: str = TEXT) -> Account:
    said = read(reader, text)
    assert said.read, said.reason
    (account,) = said.incidents
    return account


def answering(*incidents: Any, **more: Any) -> Behaviour:
    return lambda asked: asked.answer(*incidents, **more)


#: A server that behaves.
GOOD = answering(incident("attack"))
