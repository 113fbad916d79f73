"""Known answers of test/model/gru.test.ts from PyTorch: states and gradients of torch.nn.GRU. Usage: python make-gru-vectors.py > gru-vectors.json"""
import json

import torch

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
STEPS, BATCH, WIDTH, INPUTS = 5, 3, 4, 6

gru = torch.nn.GRU(INPUTS, WIDTH)
x = torch.randn(STEPS, BATCH, INPUTS, requires_grad=True)
start = torch.randn(1, BATCH, WIDTH, requires_grad=True)
outer = torch.randn(STEPS, BATCH, WIDTH)
states, _ = gru(x, start)
(states * outer).sum().backward()


def flat(tensor):
    return [round(value, 9) for value in tensor.detach().reshape(-1).tolist()]


# PyTorch keeps weights as (3 W, in) and two biases; those of the reset and update gates only ever occur as their sum.
w_ih, w_hh, b_ih, b_hh = gru.weight_ih_l0, gru.weight_hh_l0, gru.bias_ih_l0, gru.bias_hh_l0
input_bias = b_ih + torch.cat([b_hh[: 2 * WIDTH], torch.zeros(WIDTH)])
print(
    json.dumps(
        {
            "torch": torch.__version__.split("+")[0],
            "shape": {"steps": STEPS, "batch": BATCH, "width": WIDTH, "inputs": INPUTS},
            "x": flat(x),
            "start": flat(start),
            "outer": flat(outer),
            "inputWeight": flat(w_ih.T),
            "inputBias": flat(input_bias),
            "hiddenWeight": flat(w_hh.T),
            "hiddenBias": flat(b_hh[2 * WIDTH :]),
            "states": flat(states),
            "gradients": {
                "x": flat(x.grad),
                "inputWeight": flat(w_ih.grad.T),
                "inputBias": flat(b_ih.grad),
                "hiddenWeight": flat(w_hh.grad.T),
                "hiddenBias": flat(b_hh.grad[2 * WIDTH :]),
                "start": flat(start.grad),
            },
        },
    )
)
