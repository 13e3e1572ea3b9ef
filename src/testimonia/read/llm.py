"""The reader that asks a language model, behind any endpoint that speaks the chat completions protocol.

Nothing is believed: of the model's answer only words count that stand in the text, and what they mean is told by the
resolvers. Type, status, classes and the like are the model's opinion; their confidence says that nobody measured it.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from contextlib import suppress

from testimonia.model.claim import Reading
from testimonia.model.errors import UsageError
from testimonia.model.marks import Marks
from testimonia.model.text import Document
from testimonia.read import llm_cache
from testimonia.read.llm_accounts import accounts, aggregates
from testimonia.read.llm_answer import Answer, prompt_mark, question
from testimonia.read.llm_words import REASONS, Finder, hide_steering
from testimonia.read.page import lay_out

KEY = "TESTIMONIA_LLM_KEY"
LONGEST = 100_000
"""Code points of a text that is sent in one question; longer ones are not read."""


class LlmReader:
    """Reads a document by one question to a model. Keeps to `model.doors.CostlyReader`.

    A document that the model gives no usable answer for comes back with `read` False and the reason, under a version
    of its own, so that the next run asks again.
    """

    name = "llm"

    def __init__(
        self,
        base_url: str | None = None,
        model: str | None = None,
        send_text_to: str | None = None,
        prices: tuple[float, float] | None = None,
        at_once: int = 4,
        *,
        patience: float = 120.0,
        pause: float = 1.0,
    ) -> None:
        """`base_url` as in `http://localhost:11434/v1`; `send_text_to` the one host other than this machine that texts
        may go to; `prices` of a million tokens in and out; `at_once` the questions under way at one time; `patience`
        and `pause` in seconds (see `llm_ask.Endpoint`). The key is read from TESTIMONIA_LLM_KEY.

        Raises UsageError for what is missing or not allowed.
        """
        try:
            from testimonia.read import llm_ask
        except ImportError as fault:
            raise UsageError(f'the reader llm needs {fault.name}: pip install "testimonia[llm]"') from fault
        url = llm_ask.endpoint(base_url, send_text_to)
        if not model:
            raise UsageError("the reader llm needs the name of a model (--model NAME, as the server calls it)")
        self.model, self.at_once, self.host = model, max(1, at_once), url.host
        self.version = f"1.{prompt_mark()} {model}@{self.host}"
        self.spent = _Spent(prices)
        self._sent_to = None if llm_ask.is_here(self.host) else self.host
        self._asked = f"{url} {model} {prompt_mark()}"
        key = os.environ.get(KEY, "").strip() or None
        self._server = llm_ask.Endpoint(url, key=key, at_once=self.at_once, patience=patience, pause=pause)

    def read(self, document: Document, marks: Marks) -> Reading:
        """The accounts that the document gives; `marks` are the resolvers' (model/marks.py)."""
        from testimonia.read.llm_ask import NoAnswer

        if len(document.text) > LONGEST:
            why = f"too long for one question to a model: {len(document.text):,} characters, at most {LONGEST:,}"
            return self._unread(document, why, asked=False)
        try:
            answer = self._answer(document.text)
        except NoAnswer as fault:
            why = f"{self.model} at {self.host} gave no answer: {fault}"
            return self._unread(document, why, asked=fault.asked)
        page = lay_out(document, marks)
        finder = Finder(hide_steering(document.text))
        told, totals = accounts(page, answer, finder), aggregates(page, answer, finder)
        self.spent.read(finder.rejected)
        return Reading(
            document=document.id,
            document_version=document.version,
            reader=f"{self.name}/{self.version}",
            incidents=told,
            aggregates=totals,
            sent_to=self._sent_to,
        )

    def _unread(self, document: Document, why: str, *, asked: bool) -> Reading:
        self.spent.unread()
        return Reading(
            document=document.id,
            document_version=document.version,
            reader=f"{self.name}/{self.version} {'unanswered' if asked else 'unasked'}",
            read=False,
            reason=why,
            sent_to=self._sent_to if asked else None,
        )

    def _answer(self, text: str) -> Answer:
        """The answer to a text, from the cache where it was given before. Raises NoAnswer."""
        from testimonia.read.llm_ask import NoAnswer, parsed

        kept = llm_cache.recall(text, self._asked)
        if kept:
            with suppress(NoAnswer):  # somebody wrote into the file: ask anew
                answer = parsed(kept.content)
                self.spent.recalled()
                return answer
        answer, fresh = self._server.ask(question(hide_steering(text), self.model), self.spent.answer)
        llm_cache.keep(text, self._asked, fresh)
        return answer

    def report(self) -> str:
        """What was asked, what it cost, and what of the answers was rejected: one line."""
        return f"llm: {self.model} at {self.host}: {self.spent}"

    def close(self) -> None:
        """Ends the run: who waits for another try waits no more, and nothing is asked again."""
        self._server.close()


class _Spent:
    """Counts over a run, from several threads."""

    def __init__(self, prices: tuple[float, float] | None) -> None:
        self._prices, self._lock = prices, threading.Lock()
        self._counts, self._rejected = Counter[str](), Counter[str]()

    def read(self, rejected: Counter[str]) -> None:
        with self._lock:
            self._counts["read"] += 1
            self._rejected += rejected

    def unread(self) -> None:
        with self._lock:
            self._counts["unread"] += 1

    def recalled(self) -> None:
        with self._lock:
            self._counts["recalled"] += 1

    def answer(self, tokens_in: int, tokens_out: int) -> None:
        with self._lock:
            self._counts += Counter({"answers": 1, "in": tokens_in, "out": tokens_out})

    def __str__(self) -> str:
        n = self._counts
        parts = [
            f"{n['read']} documents read ({n['recalled']} from answers kept), {n['unread']} not read",
            f"{n['answers']} answers, {n['in']:,} tokens in, {n['out']:,} out" if n["answers"] else "nothing was asked",
        ]
        if self._prices:
            cost = (n["in"] * self._prices[0] + n["out"] * self._prices[1]) / 1e6
            parts.append(f"cost {cost:.4f} at the prices given")
        if n["answers"] and not n["in"]:
            parts.append("the server does not say how many tokens it used")
        why = ", ".join(f"{self._rejected[r]} {r}" for r in REASONS if self._rejected[r])
        parts.append(f"{self._rejected.total()} values rejected" + (f": {why}" if why else ""))
        return "; ".join(parts)
