# SPDX-License-Identifier: MIT
"""Other engines that `mdrnn bench` compares with, on the same weights: each where it is installed."""

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Step = Callable[[], object]  # one whole step of the network

MODULES = {
    "tflite-runtime": "tflite_runtime.interpreter",
    "ai-edge-litert": "ai_edge_litert.interpreter",
    "onnxruntime": "onnxruntime",
    "torch": "torch",
}
EVENT = 0.25  # every number of the scaled event that peers hear
NAMES = ("tflite", *MODULES)  # the first is TFLite's C library, which the core opens itself


def tflite_library() -> str:
    """Where TFLite's C library is: "" for the usual search, unless a Python package carries one."""
    spec = find_spec("pymicro_wakeword")
    if "MDRNN_TFLITE_LIBRARY" in os.environ or spec is None or spec.origin is None:
        return ""
    return str(Path(spec.origin).parent / "lib" / "libtensorflowlite_c.so")


def open_peer(name: str, file: bytes, weights: dict[str, Any]) -> Step:
    """One step of a peer, with one thread.

    Raises:
        ImportError: it is not installed.
        ValueError: it has no relative networks.
    """
    if weights["rates"] and name in ("torch", "onnxruntime"):
        raise ValueError("this comparison has no relative networks")
    module = import_module(MODULES[name])
    if name == "torch":
        return _torch(module, weights)
    if name == "onnxruntime":
        return _onnxruntime(module, weights)
    return _interpreter(module, file)


def _interpreter(module: Any, file: bytes) -> Step:
    """Invoke alone: nothing is copied in or out."""
    interpreter = module.Interpreter(model_content=file, num_threads=1)
    interpreter.allocate_tensors()
    invoke: Step = interpreter.invoke
    return invoke


def _torch(torch: Any, weights: dict[str, Any]) -> Step:
    """Eager, of LSTMCell, which is quicker there than LSTM; the gate order is ours."""
    torch.set_num_threads(1)
    units, components = weights["units"], weights["mixtures"] * weights["dimension"]
    layers = []
    for kernel, bias in weights["layers"]:
        cell = torch.nn.LSTMCell(len(kernel) - units, units)
        parts = {"weight_ih": kernel[:-units].T, "weight_hh": kernel[-units:].T, "bias_ih": bias, "bias_hh": 0 * bias}
        cell.load_state_dict({name: torch.from_numpy(part) for name, part in parts.items()})
        layers.append(cell)
    head = torch.nn.Linear(*weights["head"][0].shape)
    head.load_state_dict(
        {name: torch.from_numpy(part.T) for name, part in zip(("weight", "bias"), weights["head"], strict=True)}
    )
    event = torch.full((1, weights["dimension"]), EVENT)
    states = [(torch.zeros(1, units), torch.zeros(1, units)) for _ in layers]

    def step() -> Any:
        with torch.inference_mode():
            below = event
            for layer, cell in enumerate(layers):
                states[layer] = cell(below, states[layer])
                below = states[layer][0]
            mu, z, pi = head(below).split((components, components, weights["mixtures"]), dim=-1)
            return torch.cat([mu, torch.nn.functional.elu(z) + (1 + 1e-7), pi], dim=-1)

    return step


def _onnxruntime(runtime: Any, weights: dict[str, Any]) -> Step:
    """The LSTM operator of ONNX, whose gate order is i o f c; the model is made by the package onnx."""
    onnx, numpy = import_module("onnx"), import_module("numpy")
    units, dimension, mixtures = weights["units"], weights["dimension"], weights["mixtures"]
    nodes, constants, shapes = [], [], {"x0": (1, 1, dimension)}

    def constant(name: str, array: Any) -> str:
        constants.append(onnx.numpy_helper.from_array(numpy.ascontiguousarray(array), name))
        return name

    def node(kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any) -> None:
        nodes.append(onnx.helper.make_node(kind, inputs, outputs, **attributes))

    for layer, (kernel, bias) in enumerate(weights["layers"]):
        i, f, c, o = numpy.split(numpy.vstack([kernel, bias]), 4, axis=1)
        gates = numpy.hstack([i, o, f, c]).T[None]
        parts = {"W": gates[..., : -units - 1], "R": gates[..., -units - 1 : -1]}
        parts["B"] = numpy.hstack([gates[..., -1], numpy.zeros_like(gates[..., -1])])
        names = [constant(f"{name}{layer}", part) for name, part in parts.items()]
        states = [f"h{layer}", f"c{layer}"]
        shapes |= dict.fromkeys(states, (1, 1, units))
        node("LSTM", [f"x{layer}", *names, "", *states], ["", f"x{layer + 1}", f"c{layer}_next"], hidden_size=units)
    node("MatMul", [f"x{len(weights['layers'])}", constant("head", weights["head"][0])], ["product"])
    node("Add", ["product", constant("bias", weights["head"][1])], ["outputs"])
    sizes = constant("sizes", numpy.array([mixtures * dimension, mixtures * dimension, mixtures]))
    node("Split", ["outputs", sizes], ["mu", "z", "pi"], axis=2)
    node("Elu", ["z"], ["elu"])
    node("Add", ["elu", constant("offset", numpy.array([1 + 1e-7], numpy.float32))], ["sigma"])
    node("Concat", ["mu", "sigma", "pi"], ["mixture"], axis=2)

    def value(name: str, shape: tuple[int, ...]) -> Any:
        return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)

    outputs = [value("mixture", (1, 1, len(weights["head"][1])))]
    outputs += [value(name + "_next", shape) for name, shape in shapes.items() if name[0] == "c"]
    graph = onnx.helper.make_graph(nodes, "step", [value(*each) for each in shapes.items()], outputs, constants)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    session = runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feeds = {name: numpy.full(shape, EVENT * (name == "x0"), numpy.float32) for name, shape in shapes.items()}
    return lambda: session.run(["mixture", *(output.name for output in outputs[1:])], feeds)[0]
