"""The network of src/model in PyTorch: the same tensors by the same names, the same two forward passes.

Letters: B boards or sequences, T tokens, F filters, C chat width, W trunk width, D query-key width, V vocabulary.
Files hold dense weights as (in, out) and filters as (3, 3, in, out); PyTorch wants (out, in) and (out, in, 3, 3), so
both are turned over when they are read and when they are written.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

import safetensors_file

EPSILON = 1e-6
SQUARES = 64


def load(folder):
    """The config and the parameters of a checkpoint folder (only config.json and model.safetensors are read)."""
    folder = Path(folder)
    config = json.loads((folder / "config.json").read_text())
    return config, from_arrays(safetensors_file.read(folder / "model.safetensors"))


def from_arrays(arrays):
    """Parameters in PyTorch's layouts, ready to be trained."""
    parameters = {}
    for name, values in arrays.items():
        tensor = torch.from_numpy(values.copy())
        if tensor.dim() == 4:
            tensor = tensor.permute(3, 2, 0, 1).contiguous(memory_format=torch.channels_last)
        elif _is_dense(name):
            tensor = tensor.t().contiguous()
        parameters[name] = tensor.requires_grad_()
    return parameters


def to_arrays(parameters):
    """Parameters in the layouts of the file."""
    arrays = {}
    for name, tensor in parameters.items():
        if tensor.dim() == 4:
            tensor = tensor.permute(2, 3, 1, 0)
        elif _is_dense(name):
            tensor = tensor.t()
        arrays[name] = tensor.detach().contiguous().numpy()
    return arrays


def _is_dense(name):
    return name.endswith(".weight")


def norm(x):
    """x / rms(x) over the last axis, without a gain."""
    return F.rms_norm(x, x.shape[-1:], eps=EPSILON)


def layer(p, name, x):
    return F.linear(x, p[f"{name}.weight"], p[f"{name}.bias"])


def trunk(config, p, x):
    """x (..., W): rows of both tasks go through the same weights."""
    for block in range(config["trunk"]["layers"]):
        x = x + layer(p, f"trunk.block{block}.down", F.relu(layer(p, f"trunk.block{block}.up", norm(x))))
    return norm(x)


# Chess --------------------------------------------------------------------------------------------------------------


def board_forward(config, p, planes):
    """planes (B, 1152) -> logits of the policy (B, 4288) and of the outcome (B, 3)."""
    boards, width = planes.shape[0], config["heads"]["queryKey"]
    if config["chess"]["kind"] == "convolutional":
        squares = trunk(config, p, layer(p, "chess.project", _convolutional(config, p, planes)))  # (B, 64, W)
        query, key = layer(p, "policy.query", squares), layer(p, "policy.key", squares)
        promotion = layer(p, "policy.promotion", squares[:, 56:])  # the last rank
        board = squares.mean(dim=1)
    else:  # one vector speaks for all squares
        board = trunk(config, p, layer(p, "chess.project", _fully_connected(config, p, planes)))  # (B, W)
        query, key, promotion = (layer(p, f"policy.{part}", board) for part in ("query", "key", "promotion"))
    scores = query.reshape(boards, SQUARES, width) / math.sqrt(width) @ key.reshape(boards, SQUARES, width).transpose(1, 2)
    steps = scores + p["policy.squares"]  # (B, from, to)
    under = steps[:, 48:56, 56:, None] + promotion.reshape(boards, 1, 8, 3)  # seventh rank to eighth, by piece
    policy = torch.cat([steps.reshape(boards, -1), under.reshape(boards, -1)], dim=1)
    return policy, layer(p, "value.outcome", F.relu(layer(p, "value.hidden", board)))


def evaluation_forward(config, p, bits):
    """bits (B, 808) -> pawns (B), seen from White."""
    board = trunk(config, p, layer(p, "chess.project", _fully_connected(config, p, bits)))
    return layer(p, "value.pawns", board).squeeze(-1)


def _convolutional(config, p, planes):
    """(B, 64, F)"""
    boards, filters = planes.shape[0], config["chess"]["filters"]

    def conv(name, x):
        return F.conv2d(x, p[f"{name}.weight"], p[f"{name}.bias"], padding=1)

    x = planes.reshape(boards, 8, 8, -1).permute(0, 3, 1, 2)  # channels come last in memory, in every layer
    x = F.relu(conv("chess.stem", x))
    for block in range(config["chess"]["blocks"]):
        x = F.relu(x + conv(f"chess.block{block}.second", F.relu(conv(f"chess.block{block}.first", x))))
    return x.permute(0, 2, 3, 1).reshape(boards, SQUARES, filters)


def _fully_connected(config, p, x):
    for index in range(config["chess"]["layers"]):
        x = F.relu(layer(p, f"chess.layer{index}", x))
    return x


# Chat ---------------------------------------------------------------------------------------------------------------


def chat_forward(config, p, tokens, places):
    """tokens (B, T) -> next-token logits (N, V) at `places` (N), indexes into the flattened tokens."""
    tower = _recurrent if config["chat"].get("kind") == "recurrent" else _decoder
    rows = tower(config["chat"], p, tokens, places)
    shared = trunk(config, p, layer(p, "chat.project", norm(rows)))
    return norm(layer(p, "chat.head", shared)) @ p["chat.embedding"].t()


def _decoder(chat, p, tokens, places):
    """(B, T) -> (N, C) at `places`; after the last attention only those rows are computed"""
    sequences, length = tokens.shape
    width, heads = chat["width"], chat["heads"]
    x = (F.embedding(tokens, p["chat.embedding"]) + p["chat.position"][:length]).reshape(sequences * length, width)
    for block in range(chat["layers"]):
        name = f"chat.block{block}"
        qkv = layer(p, f"{name}.qkv", norm(x)).reshape(sequences, length, 3, heads, width // heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind()  # each (B, heads, T, C / heads)
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        attended = attended.transpose(1, 2).reshape(sequences * length, width)
        if block == chat["layers"] - 1:
            x, attended = x[places], attended[places]
        x = x + layer(p, f"{name}.attend", attended)
        x = x + layer(p, f"{name}.down", F.relu(layer(p, f"{name}.up", norm(x))))
    return x


def _recurrent(chat, p, tokens, places):
    """(B, T) -> (N, C) at `places`, by PyTorch's own GRU: its gates stand in our order, and of its hidden biases ours is the last."""
    width = chat["width"]
    x = F.embedding(tokens, p["chat.embedding"])
    start = x.new_zeros(1, tokens.shape[0], width)
    for index in range(chat["layers"]):
        name = f"chat.layer{index}"
        weights = [p[f"{name}.input.weight"], p[f"{name}.hidden.weight"]]
        biases = [p[f"{name}.input.bias"], F.pad(p[f"{name}.hidden.bias"], (2 * width, 0))]
        states, _ = torch.gru(norm(x), start, weights + biases, True, 1, 0.0, True, False, True)
        x = x + states
    return x.reshape(tokens.numel(), width)[places]
