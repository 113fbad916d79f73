"""The safetensors format in a few lines: https://huggingface.co/docs/safetensors.

Eight bytes of header length (little-endian), a JSON header that names each tensor's type, shape and byte range, then
the bytes. Tensors come and go as float32 numpy arrays; F16 is read as well.
"""

import json
import struct

import numpy as np

_TYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


def read(path):
    """The tensors of a file by name, float32, in the order of the header."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[start:end], _TYPES[entry["dtype"]])
        tensors[name] = values.astype(np.float32).reshape(entry["shape"])
    return tensors


def write(path, tensors):
    """Writes float32 arrays in the order given; the data starts at a multiple of eight bytes."""
    header, offset = {}, 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + 4 * values.size]}
        offset += 4 * values.size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for values in tensors.values():
            file.write(np.ascontiguousarray(values, "<f4").tobytes())
