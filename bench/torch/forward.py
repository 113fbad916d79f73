"""The forward passes of checkpoint folders: python forward.py FOLDER...

A folder holds config.json, model.safetensors and inputs.safetensors: `planes` (B, 1152), or `bits` (B, 808) of a
network that evaluates; `tokens` (B, T) and `places` (N), whole numbers as floats. It gets outputs.safetensors:
`policy` (B, 4288) and `outcome` (B, 3), or `pawns` (B); `next` (N, V); all but pawns are logits. And it gets
copy.safetensors, the weights as this side saves them.
"""

import sys
from pathlib import Path

import torch

import network
import safetensors_file


def forward(folder):
    config, parameters = network.load(folder)
    given = {name: torch.from_numpy(values) for name, values in safetensors_file.read(folder / "inputs.safetensors").items()}
    with torch.no_grad():
        results = {"next": network.chat_forward(config, parameters, given["tokens"].long(), given["places"].long())}
        if "bits" in given:
            results["pawns"] = network.evaluation_forward(config, parameters, given["bits"])
        else:
            results["policy"], results["outcome"] = network.board_forward(config, parameters, given["planes"])
    safetensors_file.write(folder / "outputs.safetensors", {name: tensor.numpy() for name, tensor in results.items()})
    safetensors_file.write(folder / "copy.safetensors", network.to_arrays(parameters))


if __name__ == "__main__":
    torch.set_num_threads(1)  # a few boards at a time; threads that wait for each other would only slow a busy machine
    for path in sys.argv[1:]:
        forward(Path(path))
