"""A server of models that tests start on this machine: it answers as it is told to, well or badly."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Behaviour = Callable[["Asked"], None]


class Asked:
    """One question as it arrived, and the means to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: Json) -> None:
        self.handler, self.body, self.headers = handler, body, handler.headers
        self.text: str = json.loads(body["messages"][-1]["content"])["text"]

    def reply(self, status: int, data: bytes, **headers: str) -> None:
        """Any bytes, with any status."""
        self.handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Content-Length", str(len(data)))
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def say(self, content: str, **choice: Any) -> None:
        """An answer of the protocol that holds these words."""
        self.reply(200, completion(content, **choice))

    def answer(self, *incidents: Json, aggregates: tuple[Json, ...] = ()) -> None:
        """An answer of the schema."""
        self.say(json.dumps({"incidents": incidents, "aggregates": aggregates}))


def completion(content: str, **choice: Any) -> bytes:
    """The body of an answer; 100 tokens in, 20 out."""
    made = {"message": {"role": "assistant", "content": content}, "finish_reason": "stop", **choice}
    return json.dumps({"choices": [made], "usage": {"prompt_tokens": 100, "completion_tokens": 20}}).encode()


def words(quote: str, around: str = "") -> Json:
    """Words of an answer."""
    return {"quote": quote, "around": around}


def incident(*mentions: str, **fields: Any) -> Json:
    """An incident of an answer."""
    empty = {name: [] for name in ("date", "places", "perpetrators", "targets", "weapons", "figures", "claims")}
    kinds = {"type": "armed_assault", "status": "occurred", "salience": "news"}
    return {**kinds, "mentions": [words(m) for m in mentions], **empty, **fields}


def killed(number: str, who: str = "all", by: str | None = None) -> Json:
    """A figure of an answer."""
    said = words(by) if by else None
    return {"number": words(number), "effect": "killed", "who": who, "according_to": said, "basis": "affirmed"}


_DEED = re.compile(r"\b(?:killed|attacked|ambushed|kidnapped|shelled|wounded)\b")
_NUMBER = re.compile(r"\b(?:\d+|nine|dozens|several)\b")
_NAME = re.compile(r"\b(?:Gao|Baidoa|Menaka|Kabul|Iraq)\b")
_DAY = re.compile(r"\b(?:Friday|last week|3 May 2018|early March)\b")


def modest(asked: Asked) -> None:
    """A model that finds a few words, sentence by sentence, and always invents one more."""
    found = []
    for sentence in re.split(r"(?<=[.!?])\s", asked.text):
        deed = _DEED.search(sentence)
        if deed and sentence.strip():
            said = {"number": words("12345"), "effect": "killed", "who": "all", "according_to": None,
                    "basis": "affirmed"}  # fmt: skip
            numbers = [{**said, "number": words(n, sentence)} for n in _NUMBER.findall(sentence)]
            dates, names = ([words(w, sentence) for w in p.findall(sentence)] for p in (_DAY, _NAME))
            made = incident(date=dates, places=[*names, words("Atlantis")], figures=[*numbers, said])
            found.append({**made, "mentions": [words(deed[0], sentence)]})
    asked.answer(*found)


class Server:
    """What stands at `url`; `asked` are all questions so far. Of several behaviours each answers one question, the last
    one all that follow."""

    def __init__(self, behaviours: tuple[Behaviour, ...]) -> None:
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._now, self._lock = 0, threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                question = Asked(self, body)
                with server._lock:
                    server.asked.append(question)
                    behaviour = behaviours[min(len(server.asked), len(behaviours)) - 1]
                    server._now += 1
                    server.most_at_once = max(server.most_at_once, server._now)
                try:
                    behaviour(question)
                except OSError:
                    self.close_connection = True  # whoever asked has gone
                finally:
                    with server._lock:
                        server._now -= 1

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[Server]:
    """A server that runs while the block does."""
    server = Server(behaviours or (modest,))
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()
