"""A real ONNX sentiment classifier of thirty words, written by hand: the sum of a text's word vectors is its logits.

The protobuf of ONNX is written field by field (onnx.proto, IR version 8, operators of version 13), so no exporter is needed.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

FLOAT, INT64 = 1, 7
THREE = {0: "negative", 1: "neutral", 2: "positive"}


def write_classifier(
    folder: Path,
    words: Mapping[str, Sequence[float]],
    id2label: Mapping[int, str] = THREE,
    inputs: Sequence[str] = ("input_ids", "attention_mask"),
    positions: int = 514,
) -> Path:
    """Write model.onnx, tokenizer.json and config.json. `words`: word -> its part of the logits, as many as there are labels;
    other words have none."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {"[PAD]": 0, "[UNK]": 1} | {word: number for number, word in enumerate(words, start=2)}
    width = len(next(iter(words.values())))
    fill = [9.0] + [0.0] * (width - 1)  # what fills up must not count
    table = np.array([fill, [0.0] * width, *words.values()], dtype=np.float32)
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"id2label": {str(number): name for number, name in id2label.items()}, "pad_token_id": 0}
    (folder / "config.json").write_text(json.dumps(config | {"max_position_embeddings": positions}), encoding="utf-8")
    (folder / "model.onnx").write_bytes(_model(table, inputs))
    return folder


def _model(table: np.ndarray, inputs: Sequence[str]) -> bytes:
    nodes = [
        _node("Gather", ["table", "input_ids"], "vectors"),
        _node("Cast", ["attention_mask"], "mask", to=FLOAT),
        _node("Unsqueeze", ["mask", "last"], "column"),
        _node("Mul", ["vectors", "column"], "kept"),
        _node("ReduceSum", ["kept", "middle"], "logits", keepdims=0),
    ]
    tensors = [
        _tensor("table", FLOAT, table.shape, table.tobytes()),
        _tensor("last", INT64, (1,), struct.pack("<q", 2)),
        _tensor("middle", INT64, (1,), struct.pack("<q", 1)),
    ]
    graph = b"".join(
        [
            *(_bytes(1, node) for node in nodes),
            _text(2, "tiny"),
            *(_bytes(5, tensor) for tensor in tensors),
            *(_bytes(11, _value(name, INT64, ("texts", "tokens"))) for name in inputs),
            _bytes(12, _value("logits", FLOAT, ("texts", "labels"))),
        ]
    )
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 13))


def _node(operator: str, inputs: Sequence[str], output: str, **attributes: int) -> bytes:
    own = b"".join(_bytes(5, _text(1, name) + _number(3, value) + _number(20, 2)) for name, value in attributes.items())
    return b"".join(_text(1, name) for name in inputs) + _text(2, output) + _text(4, operator) + own


def _tensor(name: str, kind: int, shape: Sequence[int], content: bytes) -> bytes:
    return b"".join(_number(1, size) for size in shape) + _number(2, kind) + _text(8, name) + _bytes(9, content)


def _value(name: str, kind: int, sizes: Sequence[str]) -> bytes:
    shape = b"".join(_bytes(1, _text(2, size)) for size in sizes)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _text(field: int, content: str) -> bytes:
    return _bytes(field, content.encode())
