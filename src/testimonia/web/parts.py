"""The files that pages are made of (scripts, styles, the base map), each read and packed once."""

from __future__ import annotations

import mimetypes
import os
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from testimonia.web.packed import Packed, answer


class Parts(StaticFiles):
    """A folder of files. One that changes is packed anew."""

    def file_response(
        self, full_path: os.PathLike[str] | str, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The answer with a file, whose status is 200."""
        assert status_code == 200
        media = mimetypes.guess_type(full_path)[0] or "application/octet-stream"
        return answer(Request(scope), _packed(str(full_path), stat_result.st_mtime_ns), media, {})


@lru_cache(maxsize=64)
def _packed(path: str, changed: int) -> Packed:  # noqa: ARG001  (a file that changed is another one)
    return Packed.of(Path(path).read_bytes())
