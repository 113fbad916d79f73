"""Known answers of test/model/decoder/decoder-forward.test.ts from transformers: logits and gradients of small models. Usage: python make-decoder-vectors.py > decoder-vectors.json"""
import json
import sys
from pathlib import Path

import torch
import transformers

sys.path.insert(0, str(Path(__file__).parents[2] / "bench" / "torch"))
import pretrained

SHAPE = {"vocabulary": 11, "context": 8, "width": 8, "layers": 2, "hidden": 6, "seed": 1}
LLAMA = {"family": "llama", "heads": 4, "keyValueHeads": 2, "epsilon": 1e-5, "rotaryBase": 100.0}
GPT2 = {"family": "gpt2", "heads": 2, "keyValueHeads": 2, "epsilon": 1e-5}
CONFIGS = [SHAPE | LLAMA | {"tied": True}, SHAPE | LLAMA | {"tied": False}, SHAPE | GPT2 | {"tied": True}]
TOKENS = [[3, 1, 4, 1, 5], [9, 2, 6, 0, 0]]
PLACES = [1, 4, 5, 7]
LABELS = [4, 10, 2, 0]


def rounded(array):
    return [float(f"{value:.6g}") for value in array.reshape(-1).tolist()]


def known(config):
    model = pretrained.build(config)
    logits = model(input_ids=torch.tensor(TOKENS)).logits.reshape(-1, config["vocabulary"])[PLACES]
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS))
    loss.backward()
    weights = {name: rounded(array) for name, array in pretrained.export(model, config).items()}
    # the gradients under our names: those of the same tensors in the model's place
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.grad)
    gradients = pretrained.export(model, config)
    tensors = {name: {"values": weights[name], "gradient": rounded(gradients[name])} for name in weights}
    return {"config": config, "logits": rounded(logits.detach()), "loss": round(loss.item(), 6), "tensors": tensors}


print('{"transformers": "%s", "torch": "%s",' % (transformers.__version__, torch.__version__.split("+")[0]))
print('"tokens": %s, "places": %s, "labels": %s, "models": [' % tuple(map(json.dumps, (TOKENS, PLACES, LABELS))))
print(",\n".join(json.dumps(known(config)) for config in CONFIGS) + "]}")
