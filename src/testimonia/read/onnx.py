"""Networks as ONNX, opened so that nobody is told: newer onnxruntimes keep a record of their use in the user's cache
folder and send it to their maker, unless the environment says otherwise before the library is loaded."""

from __future__ import annotations

import os
from pathlib import Path

from testimonia.read.windows import Encoder, Floats, Ints

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime


def session(path: Path) -> onnxruntime.InferenceSession:
    """A network on one thread: cores are used by processes, and one window's products are too small to share.

    Of what onnxruntime remarks only errors are shown.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def encoder(path: Path) -> Encoder:
    """The encoder of the learned reader, in the whole numbers of eight bits that it ships in."""
    opened = session(path)

    def run(ids: Ints, features: Floats) -> Floats:
        out: Floats = opened.run(None, {"ids": ids[None], "features": features[None]})[0][0]
        return out

    return run
