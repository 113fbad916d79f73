"""Llama and GPT-2 models of transformers with random weights, under our names.

    python pretrained.py FOLDER...             outputs for given inputs
    python pretrained.py --search FOLDER...    beam searches
    python pretrained.py --speed               times forward passes and generation

A folder holds config.json, a SourceConfig (src/model/decoder/config.ts) with a number `seed`, and inputs.safetensors:
`tokens` (B, T) and `places` (N), whole numbers as floats. It gets model.safetensors, the weights, and
outputs.safetensors: the logits `next` (N, V).

With --search, the folder holds searches.json, a list of {"prompt": [1, 2], "beam": 4, "lengthPenalty": 1, "noRepeat": 0,
"minTokens": 0, "maxTokens": 20, "ends": [7]}, and gets the weights and hypotheses.json: for each search its hypotheses,
best first, as {"tokens": [3, 4], "score": -1.2}, without the token that ends them.

With --speed, the first line of stdin is a config; the answer is a line with the versions. Each further line, such as
{"task": "forward", "rows": 16, "length": 48} or {"task": "generate", "rows": 16, "length": 48, "tokens": 20}, is
answered by {"seconds": 1.2}; the prompt of a generation is read before the clock starts. {"task": "step", "rows": 8,
"length": 48, "tokens": 16, "top": 4} is a step of Adam on the last `top` blocks, from random states, with `tokens`
targets a sequence.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers

import safetensors_file


def build(config):
    """A model with the shape of a SourceConfig. Every parameter is random, norms and biases included."""
    torch.manual_seed(config.get("seed", 1))
    model = llama(config) if config["family"] == "llama" else gpt2(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                start = 0.0 if name.endswith("bias") else 1.0
                parameter.copy_(start + 0.2 * torch.randn_like(parameter))
            else:
                parameter.copy_(torch.randn_like(parameter) / parameter.shape[-1] ** 0.5)
    return model.eval()


def llama(config):
    return transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=config["vocabulary"],
            max_position_embeddings=config["context"],
            hidden_size=config["width"],
            num_hidden_layers=config["layers"],
            num_attention_heads=config["heads"],
            num_key_value_heads=config["keyValueHeads"],
            intermediate_size=config["hidden"],
            rms_norm_eps=config["epsilon"],
            rope_parameters={"rope_type": "default", "rope_theta": config["rotaryBase"]},
            tie_word_embeddings=config["tied"],
            bos_token_id=None,
            eos_token_id=None,
        )
    )


def gpt2(config):
    return transformers.GPT2LMHeadModel(
        transformers.GPT2Config(
            vocab_size=config["vocabulary"],
            n_positions=config["context"],
            n_embd=config["width"],
            n_layer=config["layers"],
            n_head=config["heads"],
            n_inner=config["hidden"],
            layer_norm_epsilon=config["epsilon"],
            activation_function="gelu_new",
            tie_word_embeddings=config["tied"],
            bos_token_id=None,
            eos_token_id=None,
        )
    )


def export(model, config):
    """The parameters by our names; a weight is (in, out)."""
    state = model.state_dict()
    tensors = export_llama(state, config) if config["family"] == "llama" else export_gpt2(state, config)
    if not config["tied"]:
        tensors["head.weight"] = state["lm_head.weight"].T
    return {name: tensor.numpy() for name, tensor in tensors.items()}


def export_llama(state, config):
    names = {"query": "self_attn.q_proj", "key": "self_attn.k_proj", "value": "self_attn.v_proj"}
    names |= {"output": "self_attn.o_proj", "gate": "mlp.gate_proj", "up": "mlp.up_proj", "down": "mlp.down_proj"}
    tensors = {"embedding": state["model.embed_tokens.weight"], "norm.gain": state["model.norm.weight"]}
    for block in range(config["layers"]):
        theirs = f"model.layers.{block}"
        tensors[f"block{block}.attend.norm.gain"] = state[f"{theirs}.input_layernorm.weight"]
        tensors[f"block{block}.feed.norm.gain"] = state[f"{theirs}.post_attention_layernorm.weight"]
        for ours, name in names.items():
            tensors[f"block{block}.{ours}.weight"] = state[f"{theirs}.{name}.weight"].T
    return tensors


def export_gpt2(state, config):
    tensors = {"embedding": state["transformer.wte.weight"], "position": state["transformer.wpe.weight"]}

    def norm(ours, theirs):
        tensors[f"{ours}.gain"] = state[f"{theirs}.weight"]
        tensors[f"{ours}.bias"] = state[f"{theirs}.bias"]

    norm("norm", "transformer.ln_f")
    for block in range(config["layers"]):
        ours, theirs = f"block{block}", f"transformer.h.{block}"
        norm(f"{ours}.attend.norm", f"{theirs}.ln_1")
        norm(f"{ours}.feed.norm", f"{theirs}.ln_2")
        for kind in ("weight", "bias"):
            # Conv1D keeps (in, out); queries, keys and values are one tensor
            thirds = state[f"{theirs}.attn.c_attn.{kind}"].chunk(3, -1)
            for name, third in zip(("query", "key", "value"), thirds):
                tensors[f"{ours}.{name}.{kind}"] = third
            for name, part in (("output", "attn.c_proj"), ("up", "mlp.c_fc"), ("down", "mlp.c_proj")):
                tensors[f"{ours}.{name}.{kind}"] = state[f"{theirs}.{part}.{kind}"]
    return tensors


def next_logits(model, tokens, places):
    """Logits (N, V) at the places among the rows of tokens (B, T)."""
    with torch.no_grad():
        logits = model(input_ids=tokens).logits
    return logits.reshape(-1, logits.shape[-1])[places]


def answer(folder):
    config = json.loads((folder / "config.json").read_text())
    given = {name: torch.from_numpy(all) for name, all in safetensors_file.read(folder / "inputs.safetensors").items()}
    model = build(config)
    outputs = {"next": next_logits(model, given["tokens"].long(), given["places"].long()).numpy()}
    safetensors_file.write(folder / "model.safetensors", export(model, config))
    safetensors_file.write(folder / "outputs.safetensors", outputs)


class InReply(transformers.LogitsProcessor):
    """Applies a processor to what follows the prompt: `no_repeat_ngram_size` would count the prompt's n-grams too."""

    def __init__(self, processor, prompt):
        self.processor = processor
        self.prompt = prompt

    def __call__(self, input_ids, scores):
        return self.processor(input_ids[:, self.prompt :], scores)


def search(model, order):
    """The hypotheses of one beam search, best first."""
    prompt, ends = torch.tensor([order["prompt"]]), order["ends"]
    processors = transformers.LogitsProcessorList()
    if order["noRepeat"] > 0:
        blocking = transformers.NoRepeatNGramLogitsProcessor(order["noRepeat"])
        processors.append(InReply(blocking, prompt.shape[1]))
    found = model.generate(
        prompt,
        attention_mask=torch.ones_like(prompt),
        num_beams=order["beam"],
        num_return_sequences=order["beam"],
        length_penalty=order["lengthPenalty"],
        min_new_tokens=order["minTokens"],
        max_new_tokens=order["maxTokens"],
        eos_token_id=ends,
        pad_token_id=ends[0],
        do_sample=False,
        logits_processor=processors,
        return_dict_in_generate=True,
        output_scores=True,
    )
    replies = [reply(row, ends) for row in found.sequences[:, prompt.shape[1] :].tolist()]
    # one beam is greedy search, which has no score of its own
    scores = found.sequences_scores.tolist() if order["beam"] > 1 else [greedy_score(model, order, found)]
    return [{"tokens": tokens, "score": score} for tokens, score in zip(replies, scores)]


def greedy_score(model, order, found):
    steps = model.compute_transition_scores(found.sequences, found.scores, normalize_logits=True)[0]
    return steps.sum().item() / len(steps) ** order["lengthPenalty"]


def reply(tokens, ends):
    at = next((i for i, token in enumerate(tokens) if token in ends), len(tokens))
    return tokens[:at]


def search_all(folder):
    config = json.loads((folder / "config.json").read_text())
    model = build(config)
    orders = json.loads((folder / "searches.json").read_text())
    with torch.no_grad():
        found = [search(model, order) for order in orders]
    safetensors_file.write(folder / "model.safetensors", export(model, config))
    (folder / "hypotheses.json").write_text(json.dumps(found))


def speed(lines):
    config = json.loads(next(lines))
    torch.set_num_threads(config["threads"])
    model = build(config)
    print(f"{torch.__version__.split('+')[0]}, transformers {transformers.__version__}", flush=True)
    for line in lines:
        task = json.loads(line)
        if task["task"] == "step":
            print(json.dumps({"seconds": step_time(model, task)}), flush=True)
            continue
        tokens = torch.randint(config["vocabulary"], (task["rows"], task["length"]))
        with torch.no_grad():
            seconds = (forward_time if task["task"] == "forward" else generation_time)(model, tokens, task)
        print(json.dumps({"seconds": seconds}), flush=True)


optimisers = {}


def step_time(model, task):
    """Seconds of a step on the last blocks of a Llama; what lies below them was computed before."""
    layers = model.model.layers[-task["top"] :]
    if task["top"] not in optimisers:
        for parameter in model.parameters():
            parameter.requires_grad = False
        trained = [p for layer in [*layers, model.model.norm] for p in layer.parameters()]
        for parameter in trained:
            parameter.requires_grad = True
        optimisers[task["top"]] = (trained, torch.optim.Adam(trained, lr=1e-4))
    trained, optimiser = optimisers[task["top"]]
    states = torch.randn(task["rows"], task["length"], model.config.hidden_size)
    labels = torch.randint(model.config.vocab_size, (task["rows"] * task["tokens"],))
    places = torch.arange(task["length"])[None]
    start = time.perf_counter()
    around = model.model.rotary_emb(states, places)
    for layer in layers:
        states = layer(states, position_embeddings=around, position_ids=places)
        states = states[0] if isinstance(states, tuple) else states
    hidden = model.model.norm(states[:, : task["tokens"]]).reshape(-1, model.config.hidden_size)
    torch.nn.functional.cross_entropy(model.lm_head(hidden), labels).backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    optimiser.step()
    optimiser.zero_grad()
    return time.perf_counter() - start


def forward_time(model, tokens, _):
    start = time.perf_counter()
    model(input_ids=tokens, logits_to_keep=1)
    return time.perf_counter() - start


def generation_time(model, tokens, task):
    output = model(input_ids=tokens, use_cache=True, logits_to_keep=1)
    start = time.perf_counter()
    for _ in range(task["tokens"]):
        top = output.logits[:, -1].topk(40)
        drawn = top.indices.gather(-1, torch.multinomial(top.values.softmax(-1), 1))
        output = model(input_ids=drawn, cache=output.cache, use_cache=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1:] == ["--speed"]:
        speed(iter(sys.stdin))
    else:
        torch.set_num_threads(1)
        searches = sys.argv[1:2] == ["--search"]
        for path in sys.argv[2 if searches else 1 :]:
            (search_all if searches else answer)(Path(path))
