"""Trains as src/training does, on batches that lie in files, and says how long it took.

One JSON line on standard input is one order, one JSON line on standard output its answer:

    {"open": "path"}  -> {"torch": "2.15.0"}, the version; the orders below go to the folder opened last
    {"steps": 5}      -> {"seconds": ..., "cpu": ..., "losses": [{"policy": ..., "outcome": ..., "chat": ..., "norm": ...}, ...]}
    {"parts": 5}      -> {"parts": {"board forward": {"seconds": ..., "cpu": ...}, ...}}, a step
    {"profile": 5}    -> {"profile": "..."}, the operators that took most time
    {"passes": 5, "boards": 8} -> {"seconds": ..., "cpu": ...}, of so many forward passes of the first 8 boards
    {"save": "path"}  -> {"saved": "path"}, the weights as safetensors

A folder holds config.json, model.safetensors, settings.json and batches/0.safetensors, 1.safetensors, ... (taken in
this order, and after the last from the first again). A batch holds, for the board, `planes` (B, 1152), `moves` (B),
`outcomes` (B) and `plies` (B), or `bits` (B, 808) and `pawns` (B); for the chat, `tokens` (B, T), `places` (N) and
`labels` (N); or both. Whole numbers are floats there. Only what the batches reach is trained.
"""

import json
import math
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import network
import safetensors_file

POLICY_SIZE = 4288
OUTCOME_WEIGHT = 0.3
BETAS = (0.9, 0.98)
EPSILON = 1e-8
OPENING_PLIES = 16
REALS = {"planes", "bits", "pawns"}


class Trainer:
    def __init__(self, folder):
        folder = Path(folder)
        self.settings = json.loads((folder / "settings.json").read_text())
        torch.set_num_threads(self.settings["threads"])
        self.config, self.parameters = network.load(folder)
        files = sorted((folder / "batches").iterdir(), key=lambda path: int(path.stem))
        self.batches = [_batch(safetensors_file.read(path)) for path in files]
        self.trained = [p for name, p in self.parameters.items() if self._reached(name)]
        self.optimizer = torch.optim.AdamW(
            self.trained, lr=0, betas=BETAS, eps=EPSILON, weight_decay=self.settings["weightDecay"], fused=True
        )
        self.step = 0
        self.parts = {}

    def _reached(self, name):
        group, first = name.split(".")[0], self.batches[0]
        return group == "trunk" or ("tokens" in first if group == "chat" else bool({"planes", "bits"} & first.keys()))

    def run_step(self):
        """One step on the next batch; the losses in nats and the norm of the gradient before clipping."""
        batch = self.batches[self.step % len(self.batches)]
        self.step += 1
        losses = {}
        if "planes" in batch:
            losses |= self._task("board", self._board, batch)
        if "bits" in batch:
            losses |= self._task("board", self._evaluation, batch)
        if "tokens" in batch:
            losses |= self._task("chat", self._chat, batch)
        started = _now()
        norm = torch.nn.utils.clip_grad_norm_(self.trained, self.settings["clip"])
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings["learningRate"]
        self.optimizer.step()
        self.optimizer.zero_grad()
        self._count("optimiser", started)
        return {name: value.item() for name, value in losses.items()} | {"norm": norm.item()}

    def _task(self, name, losses_of, batch):
        """Adds the gradient of one task."""
        started = _now()
        losses, total = losses_of(batch)
        started = self._count(f"{name} forward", started)
        total.backward()
        self._count(f"{name} backward", started)
        return losses

    def _board(self, batch):
        logits, outcome = network.board_forward(self.config, self.parameters, batch["planes"])
        weights = torch.where(batch["plies"] < OPENING_PLIES, self.settings.get("openingWeight", 1.0), 1.0)
        policy = (F.cross_entropy(logits, batch["moves"], reduction="none") * weights).sum() / weights.sum()
        losses = {"policy": policy, "outcome": F.cross_entropy(outcome, batch["outcomes"])}
        smoothing = self.settings.get("labelSmoothing", 0)
        if smoothing:  # towards the even distribution, which shares the log-sum-exp
            policy = policy + smoothing * (logits.gather(1, batch["moves"][:, None]).mean() - logits.mean())
        return losses, policy / math.log(POLICY_SIZE) + OUTCOME_WEIGHT / math.log(3) * losses["outcome"]

    def _evaluation(self, batch):
        loss = (network.evaluation_forward(self.config, self.parameters, batch["bits"]) - batch["pawns"]).abs().mean()
        return {"pawns": loss}, loss / self.settings["unit"]

    def _chat(self, batch):
        logits = network.chat_forward(self.config, self.parameters, batch["tokens"], batch["places"])
        loss = F.cross_entropy(logits, batch["labels"])
        return {"chat": loss}, self.settings["chatWeight"] / math.log(self.config["chat"]["vocabulary"]) * loss

    def _count(self, part, started):
        now = _now()
        spent = self.parts.setdefault(part, {"seconds": 0, "cpu": 0})
        for clock in spent:
            spent[clock] += now[clock] - started[clock]
        return now


def _now():
    """Time, and processor seconds used so far."""
    return {"seconds": time.perf_counter(), "cpu": time.process_time()}


def _batch(arrays):
    return {name: torch.from_numpy(a) if name in REALS else torch.from_numpy(a).long() for name, a in arrays.items()}


def answer(trainer, order):
    if "steps" in order:
        started = _now()
        losses = [trainer.run_step() for _ in range(order["steps"])]
        ended = _now()
        return {clock: ended[clock] - started[clock] for clock in ended} | {"losses": losses}
    if "parts" in order:
        trainer.parts = {}
        for _ in range(order["parts"]):
            trainer.run_step()
        return {"parts": {part: {clock: s / order["parts"] for clock, s in spent.items()} for part, spent in trainer.parts.items()}}
    if "profile" in order:
        with torch.profiler.profile() as profile:
            for _ in range(order["profile"]):
                trainer.run_step()
        return {"profile": profile.key_averages().table(sort_by="self_cpu_time_total", row_limit=20)}
    if "passes" in order:
        planes = trainer.batches[0]["planes"][: order["boards"]]
        started = _now()
        with torch.inference_mode():
            for _ in range(order["passes"]):
                network.board_forward(trainer.config, trainer.parameters, planes)
        ended = _now()
        return {clock: ended[clock] - started[clock] for clock in ended}
    safetensors_file.write(order["save"], network.to_arrays(trainer.parameters))
    return {"saved": order["save"]}


def main():
    trainer = None
    for line in sys.stdin:
        order = json.loads(line)
        if "open" in order:
            trainer = Trainer(order["open"])
            reply = {"torch": torch.__version__}
        else:
            reply = answer(trainer, order)
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
