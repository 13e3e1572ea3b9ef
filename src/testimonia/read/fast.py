"""The encoder on a processor with matrix units (AMX): by OpenVINO in bfloat16, which the extra `fast` brings.

On such a processor that takes less than half of the time; on others it is no faster than onnxruntime, or many times
slower, so that their flag decides. Rounding differs, and with it now and then a reading: another version of the reader.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from testimonia.model.errors import UsageError
from testimonia.read.windows import Encoder, Floats, Ints

if TYPE_CHECKING:
    import openvino

Precision = Literal["bf16", "f32"]
VARIABLE = "TESTIMONIA_FAST"
PROCESSOR = Path("/proc/cpuinfo")
_SETTINGS = {  # one thread that stays on no core of its own: cores are used by processes
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "ENABLE_CPU_PINNING": False,
}


def precision() -> Precision | None:
    """What OpenVINO runs the encoder in; None where onnxruntime does.

    OpenVINO does where it is installed and the processor has matrix units, unless the variable TESTIMONIA_FAST says
    `yes` or `no`; with `yes` in float32 where the processor knows no bfloat16, which imitated would take 20 times as
    long. Raises UsageError where the variable says anything else, or `yes` in vain.
    """
    said = os.environ.get(VARIABLE, "")
    if said not in ("", "yes", "no"):
        raise UsageError(f"{VARIABLE} is {said!r} (it may be yes, no, or unset: then the processor decides)")
    if said == "yes" and not installed():
        raise UsageError(f'{VARIABLE} is yes, and OpenVINO is not installed: pip install "testimonia[fast]"')
    if said == "no" or not installed() or not (said or matrix_units(PROCESSOR)):
        return None
    return "bf16" if _flags(PROCESSOR) & {"amx_bf16", "avx512_bf16"} else "f32"


def installed() -> bool:
    """Whether OpenVINO is there."""
    return find_spec("openvino") is not None


def matrix_units(processor: Path) -> bool:
    """Whether Linux says of the processor that it multiplies matrices of bfloat16 (AMX). False on other systems."""
    return _flags(processor) >= {"amx_tile", "amx_bf16"}


@cache
def _flags(processor: Path) -> frozenset[str]:
    try:
        with processor.open(encoding="utf-8", errors="replace") as lines:
            return frozenset(next((line for line in lines if line.startswith("flags")), "").split())
    except OSError:
        return frozenset()


def encoder(path: Path, precision: Precision) -> Encoder:
    """The encoder of the learned reader. Raises UsageError where OpenVINO does not take it."""
    ov = _library()
    try:
        core = ov.Core()
        model = core.read_model(path)
        _unpack(ov, model)
        settings = _SETTINGS | {"INFERENCE_PRECISION_HINT": precision}
        request = core.compile_model(model, "CPU", settings).create_infer_request()
    except Exception as fault:  # each version of the library has its own
        said = " ".join(str(fault).split())[:200]
        raise UsageError(f"OpenVINO cannot run {path}: {said} (set {VARIABLE}=no)") from fault
    alone = Lock()  # a request serves one thread at a time

    def run(ids: Ints, features: Floats) -> Floats:
        with alone:
            out: Floats = request.infer({"ids": ids[None], "features": features[None]})[0][0]
        return out

    return run


def _library() -> Any:
    """OpenVINO without the part that tells its maker how it is used."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _unpack(ov: Any, model: openvino.Model) -> None:
    """Products of whole numbers become products of what they stand for: `x` as it was before it was made whole, times
    weights of numbers × scale. In the file stand: x → whole numbers → product → cast → times the scales of both."""
    for product in model.get_ordered_ops():
        if product.get_type_name() != "MatMul" or product.get_output_element_type(0) != ov.Type.i32:
            continue
        x = _before(product.input_value(0).get_node(), "ReduceMax").input_value(0)
        numbers = _before(product.input_value(1).get_node(), "Constant").data
        scaled = _after(_after(product))
        scale = next(n for n in _inputs(scaled.input_value(1).get_node()) if n.get_type_name() == "Constant").data
        weights = ov.opset13.constant(numbers.astype(np.float32) * scale)
        scaled.output(0).replace(ov.opset13.matmul(x, weights, False, False).output(0))
    model.validate_nodes_and_infer_types()


def _before(node: Any, kind: str) -> Any:
    """The nearest node of a kind among those that a node is computed from."""
    line = [node]
    for one in line:
        if one.get_type_name() == kind:
            return one
        line += _inputs(one)
    raise ValueError(f"{node.get_friendly_name()} is computed from no {kind}")


def _inputs(node: Any) -> list[Any]:
    return [value.get_node() for value in node.input_values()]


def _after(node: Any) -> Any:
    """The only node that takes what a node gives."""
    (taker,) = node.output(0).get_target_inputs()
    return taker.get_node()
