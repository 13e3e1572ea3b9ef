"""Asking a language model over HTTP: who may be asked, how long, how often, and what the answer must look like.

The endpoint speaks the chat completions protocol that most servers of models know. Whatever goes wrong is a `NoAnswer`
with a sentence that a person can act on; text of a document is in no message.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import msgspec
import tenacity

from testimonia.model.errors import UsageError
from testimonia.read.llm_answer import Answer, words_in
from testimonia.read.llm_cache import Kept

MOST_BYTES = 4_000_000  # of an answer: a hundred times what the longest report needs
MOST_QUOTES = 2_000
_LONGEST_WAIT = 120.0  # seconds that a server may ask for; after that the document is given up
_AGAIN = frozenset([408, 409, 425, 429, 500, 502, 503, 504, 529])
_CLOSED = frozenset([401, 402, 403, 404])  # what is refused for one document will be refused for all


class NoAnswer(Exception):  # an outcome, no fault of the program
    """There is no answer that can be used. `closed`: nor will there be one for any other document of this run; `asked`:
    the text was sent."""

    def __init__(self, why: str, *, closed: bool = False, asked: bool = True) -> None:
        super().__init__(why)
        self.closed, self.asked = closed, asked


class _Again(NoAnswer):
    """Worth another try, `after` so many seconds where the server says so, at most `tries` in all."""

    def __init__(self, why: str, *, after: float | None = None, tries: int = 5) -> None:
        super().__init__(why)
        self.after, self.tries = after, tries


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Body(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage | None = None


Spent = Callable[[int, int], None]
"""Told the tokens in and out of every answer, of those that are of no use, too: they are paid for."""


def endpoint(base_url: str | None, send_text_to: str | None) -> httpx2.URL:
    """The address that questions are sent to. Raises UsageError for what is no address, and for a host that is not
    this machine unless `send_text_to` names exactly that host.

    This machine is `localhost` and the loopback addresses, as they are written; no name is looked up for it.
    """
    if not base_url:
        raise UsageError("the reader llm needs an endpoint (--base-url http://localhost:11434/v1)")
    try:
        url = httpx2.URL(base_url)
    except (httpx2.InvalidURL, ValueError) as fault:
        raise UsageError(f"--base-url {base_url!r} is no address: {fault} (write http://HOST:PORT/v1)") from fault
    if url.scheme not in ("http", "https") or not url.host:
        raise UsageError(f"--base-url {base_url!r} is no address of a server (write http://HOST:PORT/v1)")
    if url.userinfo or url.query or url.fragment:
        raise UsageError("--base-url holds a password, a query or a fragment (set TESTIMONIA_LLM_KEY for the key)")
    allowed = send_text_to.lower() if send_text_to else None
    if allowed != url.host and (allowed or not is_here(url.host)):
        raise UsageError(_refusal(url.host, allowed))
    return url.copy_with(path=url.path.rstrip("/") + "/chat/completions")


def is_here(host: str) -> bool:
    """Whether a host, as it is written, is this machine.

    >>> is_here("localhost"), is_here("127.0.0.1"), is_here("::1"), is_here("localhost.example.org")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refusal(host: str, allowed: str | None) -> str:
    if allowed:
        return (
            f"--send-text-to allows {allowed} and no other host, but --base-url names {host} (make them the same, if "
            f"the texts may go there)"
        )
    return (
        f"the text of every document would be sent to {host}, which is not this machine (if it may: --send-text-to "
        f"{host})"
    )


class Endpoint:
    """A server of models. Usable from several threads; `patience` is the seconds that one answer may take, `pause` the
    seconds before the second try (the third waits twice as long, and so on, each with some chance in it)."""

    def __init__(self, url: httpx2.URL, *, key: str | None, at_once: int, patience: float, pause: float) -> None:
        self.url, self.patience, self.pause = url, patience, pause
        self._closed: str | None = None
        self._leave = threading.Event()
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(patience, connect=min(10.0, patience), pool=None),
            limits=httpx2.Limits(max_connections=at_once),
            headers={"Authorization": f"Bearer {key}"} if key else {},
            follow_redirects=False,  # an answer must not send the text elsewhere
            trust_env=url.scheme == "https" and not is_here(url.host),  # no proxy sees a text that goes unencrypted
        )

    def ask(self, question: dict[str, Any], spent: Spent) -> tuple[Answer, Kept]:
        """The answer to a question, and how to keep it. Raises NoAnswer."""
        if self._closed:
            raise NoAnswer(self._closed, asked=False)
        body = msgspec.json.encode(question)
        try:
            return tenacity.Retrying(
                retry=tenacity.retry_if_exception_type(_Again),
                stop=_enough,
                wait=self._wait,
                sleep=tenacity.sleep_using_event(self._leave),
                reraise=True,
            )(self._once, body, spent)
        except NoAnswer as fault:
            if fault.closed:
                self._closed = f"not asked any more, since {fault}"
            raise

    def _wait(self, state: tenacity.RetryCallState) -> float:
        fault = _fault(state)
        growing = tenacity.wait_exponential(self.pause, 30 * self.pause) + tenacity.wait_random(0, self.pause)
        return max(fault.after or 0.0, growing(state))

    def close(self) -> None:
        """Nothing is asked any more."""
        self._leave.set()

    def _once(self, body: bytes, spent: Spent) -> tuple[Answer, Kept]:
        if self._leave.is_set():
            raise NoAnswer("the run was ended")
        status, headers, data = self._exchange(body)
        if status != 200:
            raise _refused(status, headers, data)
        return _answer(data, spent)

    def _exchange(self, body: bytes) -> tuple[int, httpx2.Headers, bytes]:
        """Status, headers and body of one exchange; bounded in bytes and in time, however slowly it drips."""
        end, data = time.monotonic() + self.patience, bytearray()
        try:
            with self._http.stream(
                "POST", self.url, content=body, headers={"Content-Type": "application/json"}
            ) as response:
                for chunk in response.iter_bytes():
                    data += chunk
                    if len(data) > MOST_BYTES:
                        raise NoAnswer(f"the answer is longer than {MOST_BYTES:,} bytes")
                    if time.monotonic() > end:
                        raise _Again(f"the answer was not complete after {self.patience:g} seconds", tries=2)
                return response.status_code, response.headers, bytes(data)
        except httpx2.TimeoutException as fault:
            raise _Again(f"no answer within {self.patience:g} seconds", tries=2) from fault
        except httpx2.ConnectError as fault:
            raise _Again(f"no connection to {self.url.host}: {fault} (is the server running?)", tries=3) from fault
        except httpx2.HTTPError as fault:
            raise _Again(f"the connection broke: {type(fault).__name__}") from fault


def _fault(state: tenacity.RetryCallState) -> _Again:
    fault = state.outcome.exception() if state.outcome else None
    assert isinstance(fault, _Again)
    return fault


def _enough(state: tenacity.RetryCallState) -> bool:
    fault = _fault(state)
    return state.attempt_number >= fault.tries or (fault.after or 0.0) > _LONGEST_WAIT


def _refused(status: int, headers: httpx2.Headers, data: bytes) -> NoAnswer:
    said = " ".join(data.decode("utf-8", "replace").split())[:200]
    why = f"the server answers {status}" + (f": {said}" if said and status < 500 and status != 429 else "")
    if status in _AGAIN:
        return _Again(why, after=_seconds(headers.get("retry-after")))
    if 300 <= status < 400:
        return NoAnswer(f"the server sends the question on to another address ({status}; name that one in --base-url)")
    cures = {401: " (set TESTIMONIA_LLM_KEY)", 403: " (check TESTIMONIA_LLM_KEY)", 404: " (check --base-url, --model)"}
    return NoAnswer(why + cures.get(status, ""), closed=status in _CLOSED)


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds (RFC 9110, 10.2.3: a number of seconds, or a date), or None."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (when.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _answer(data: bytes, spent: Spent) -> tuple[Answer, Kept]:
    try:
        body = msgspec.json.decode(data, type=_Body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise _Again("the server's answer is cut off or no JSON", tries=3) from fault
    usage = body.usage or _Usage()
    spent(usage.prompt_tokens, usage.completion_tokens)
    if not body.choices:
        raise _Again("the server's answer is empty", tries=2)
    choice = body.choices[0]
    if choice.message.refusal:
        raise NoAnswer("the model declines to answer")
    if choice.finish_reason == "length":
        raise _Again("the model's answer is cut off: it reached the server's limit of tokens", tries=2)
    content = choice.message.content or ""
    return parsed(content), Kept(content, usage.prompt_tokens, usage.completion_tokens)


def parsed(content: str) -> Answer:
    """The answer that a model's words hold. Raises NoAnswer where they are not of the schema."""
    try:
        answer = msgspec.json.decode(content, type=Answer)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as fault:
        where = str(fault).rpartition(" - at ")[2] if isinstance(fault, msgspec.ValidationError) else "no JSON"
        raise _Again(f"the model's answer is not of the schema ({where})", tries=2) from fault
    if sum(1 for _ in words_in(answer)) > MOST_QUOTES:
        raise _Again(f"the model's answer has more than {MOST_QUOTES:,} quotes", tries=2)
    return answer
