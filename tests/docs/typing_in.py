"""The page's commands and Python run, as its reader would run them, in a folder of the page's own."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.docs.pages import ROOT, Block, Names, commands
from tests.fixtures.gather import make

_PIPE = re.compile(r""" \| (?=(?:[^'"]|'[^']*'|"[^"]*")*$)""")  # outside of quotes
_SHELL = re.compile(r"[|<>;&$`*]")  # what a shell has to understand; all else is called without a process of its own
_FAULT = "fault in the program"
_VENV = ".venv/bin/"
_OURS = _VENV + "testimonia "
_PORT = "8000"
_ENV = {"PYTHONUTF8": "1", "COLUMNS": "", "TESTIMONIA_LEDGER": "", "TESTIMONIA_WHO": "", "NO_COLOR": "1"}


_SAMPLES = ROOT / "src" / "testimonia" / "samples"
_SPECIMENS = ROOT / "tests" / "fixtures" / "gather"
_PAPERS = ("columns.pdf", "news.rss", "report.docx", "saved.html", "scan.pdf")  # what somebody's own folder may hold


def lay_out(folder: Path) -> None:
    """What lies in a page's folder before its first step: the sample reports, and papers of our own making."""
    shutil.copytree(_SAMPLES, folder / "reports")
    shutil.copy(_SAMPLES / "2016-10-sanaa-a.txt", folder / "report.txt")
    (folder / "papers").mkdir()
    for name in _PAPERS:
        shutil.copy(_SPECIMENS / name, folder / "papers")
    (folder / "CC-NEWS-20180506.warc.gz").write_bytes(make.news())


class Differs(AssertionError):
    """What is shown is not what is printed."""


class Reader:
    """Somebody who follows a page step by step. Close it: servers that were started are stopped."""

    def __init__(self, folder: Path, where: str) -> None:
        self.folder, self.where = folder, where
        self.names = Names()
        self.space: dict[str, Any] = {"__name__": "__docs__"}
        self.env: dict[str, str] = {}
        self.status = 0  # of the last command
        self.port = _free_port()
        self.servers: list[subprocess.Popen[bytes]] = []

    def follow(self, block: Block) -> None:
        """Do what the block says; raises Differs where something else is printed than it shows."""
        if block.title:
            path = self.folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        elif block.lang == "console":
            for command in commands(block):
                self._compare(block, command.typed, command.shown, self.type(command.typed))
        elif block.lang in ("python", "pycon"):
            self._python(block)
        elif not block.lang:
            self._examples(block)

    def _examples(self, block: Block) -> None:
        """A list of commands as the checkout's own program is called, each with a remark behind it and without output.

        A server is started by the page on serving.
        """
        for line in block.body.splitlines():
            if line.startswith(_OURS) and not line.startswith(_OURS + "serve"):
                typed = line.removeprefix(_VENV).partition("   #")[0].strip()
                printed = self.type(typed)
                if self.status not in (0, 1) or _FAULT in printed:
                    raise Differs(f"{self.where}:{block.line}: {typed}\nends with {self.status}\n{printed}")

    def type(self, typed: str) -> str:
        """What a command prints, standard output and errors as they come.

        `export NAME=value` holds for the rest of the page. What is no work for a shell is called without a process of
        its own, for speed; the stages of a pipe run one after another.
        """
        line = self.names.real(typed)
        line = line.replace(f":{_PORT}", f":{self.port}").replace(f"--port {_PORT}", f"--port {self.port}")
        if set_ := re.fullmatch(r"export (\w+)=(\S+)", line):
            self.env[set_[1]] = set_[2]
            return ""
        if line.endswith("&"):
            return self._serve(line)
        out, errors = b"", b""
        for stage in _PIPE.split(line):
            run = (
                self._call if _is_ours(stage) and not self.env else self._shell
            )  # what is known is opened once a process
            out, said = run(stage, out)
            errors += said
        return (errors + out).decode("utf-8", "replace")

    def _shell(self, line: str, stdin: bytes) -> tuple[bytes, bytes]:
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=self._environment(), input=stdin, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False, timeout=120,
        )  # fmt: skip
        self.status = done.returncode
        return done.stdout, b""

    def _call(self, line: str, stdin: bytes) -> tuple[bytes, bytes]:
        from testimonia.cli import main

        env: dict[str, str | None] = {name: value or None for name, value in (_ENV | self.env).items()}
        done = CliRunner().invoke(main, shlex.split(line)[1:], input=stdin, env=env, prog_name="testimonia")
        self.status = done.exit_code
        return done.stdout_bytes, done.stderr_bytes

    def _environment(self) -> dict[str, str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, **_ENV, **self.env, "PATH": path}
        return {name: value for name, value in env.items() if value}

    def _serve(self, line: str) -> str:
        argv = shlex.split(line.removesuffix("&"))
        out = subprocess.DEVNULL
        self.servers.append(subprocess.Popen(argv, cwd=self.folder, env=self._environment(), stdout=out, stderr=out))
        end = time.monotonic() + 60
        while time.monotonic() < end and self.servers[-1].poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return ""
            time.sleep(0.1)
        raise Differs(f"{self.where}: nothing listens after `{line}`")

    def _python(self, block: Block) -> None:
        body = self.names.real(block.body).replace(f":{_PORT}", f":{self.port}")
        if ">>> " not in body:
            exec(compile(body, f"{self.where}:{block.line}", "exec"), self.space)
            return
        for example in doctest.DocTestParser().get_examples(body):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(example.source, f"{self.where}:{block.line}", "single"), self.space)
            self._compare(block, example.source.strip(), example.want, printed.getvalue())

    def _compare(self, block: Block, typed: str, shown: str, printed: str) -> None:
        if _FAULT in printed:
            raise Differs(f"{self.where}:{block.line}: {typed}\n{printed}")
        if not shown.strip():  # nothing is shown; a cure on standard error would still be one
            if "testimonia: " in printed:
                raise Differs(f"{self.where}:{block.line}: {typed}\nprints\n{printed}")
        elif not self.names.agree(shown, printed):
            raise Differs(f"{self.where}:{block.line}: {typed}\nshown\n{shown}\nprinted\n{printed}")

    def close(self) -> None:
        """Stop what was started."""
        for server in self.servers:
            server.terminate()
            server.wait(30)


def _is_ours(stage: str) -> bool:
    plain = re.sub(r"'[^']*'|\"[^\"$`]*\"", "", stage).strip()
    return plain.startswith("testimonia ") and not _SHELL.search(plain)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port
