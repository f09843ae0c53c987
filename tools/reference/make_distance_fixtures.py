"""Writes distances and similarities of whole models, in float64 with torch, NumPy and SciPy, by their definitions.

    python -m venv .venv && .venv/bin/pip install -r tools/reference/requirements.txt scipy==1.17.1
    .venv/bin/python tools/reference/make_distance_fixtures.py

For pairs of examples/models, to packages/core/test/fixtures/distances.json:

- l2, cos over all parameters (a tied head is its embedding); the mean over tensors of their distances, as
  tracing/statistics/l2.py of github.com/ahmeda14960/model-tracing computes it;
- jsd of the next token on the fixed passage, in windows of the context; losses of (1 - share) base + share model;
- embedding: CKA with the unbiased HSIC_1 (Song et al. 2012, equation 5) from whole kernel matrices [V, V], linear kernel;
- qk: cosine of the score matrices E W_q^T W_k E^T of all pairs of heads as whole matrices [V, V], E the embedding rows times
  the gain of the norm (less their mean over the width for a LayerNorm), less their mean over tokens; heads by
  scipy.optimize.linear_sum_assignment.

No test runs this.
"""

import importlib.metadata
import json
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

torch.set_num_threads(1)
root = Path(__file__).resolve().parents[2]
examples = root / "examples/models"
passage = (root / "packages/core/src/perplexity/passage.txt").open(encoding="utf-8", newline="").read()
PAIRS = [("g0", "g0-ft-short"), ("g0", "g1"), ("g0", "g0-rot"), ("l0", "l0-perm")]


def load(name: str):
    return AutoModelForCausalLM.from_pretrained(examples / name, dtype=torch.float64, attn_implementation="eager").eval()


def windows(name: str, context: int) -> list[torch.Tensor]:
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(examples / name / "tokenizer.json"))
    ids = torch.tensor(tokenizer(passage).input_ids)
    return [part for part in ids.split(context) if len(part) > 1]


def log_probabilities(model, parts) -> torch.Tensor:
    with torch.no_grad():
        return torch.cat([torch.log_softmax(model(part[None]).logits[0, :-1], dim=-1) for part in parts])


def mean_loss(model, parts) -> float:
    targets = torch.cat([part[1:] for part in parts])
    return -log_probabilities(model, parts)[torch.arange(len(targets)), targets].mean().item()


def distances(base, model) -> dict:
    both_tied = all(one.config.tie_word_embeddings for one in (base, model))
    a, b = base.state_dict(), model.state_dict()
    names = [name for name in a if not (both_tied and name == "lm_head.weight")]
    assert set(a) == set(b)
    x, y = (torch.cat([state[name].flatten() for name in names]) for state in (a, b))
    each = [torch.linalg.norm((a[name] - b[name]).flatten()).item() for name in names]
    return {
        "l2": torch.linalg.norm(x - y).item(),
        "relative": (torch.linalg.norm(x - y) / torch.linalg.norm(x)).item(),
        "cos": (x @ y / torch.linalg.norm(x) / torch.linalg.norm(y)).item(),
        "meanTensorDistance": sum(each) / len(each),
        "parameters": x.numel(),
        "tensors": len(names),
    }


def divergence(base, model, parts) -> dict:
    p, q = (log_probabilities(one, parts) for one in (base, model))
    m = torch.logaddexp(p, q) - np.log(2)
    js = ((p.exp() * (p - m)).sum(-1) + (q.exp() * (q - m)).sum(-1)) / 2
    same = (p.argmax(-1) == q.argmax(-1)).double().mean().item()
    return {"mean": js.mean().item(), "largest": js.max().item(), "sameTop": same, "tokens": len(js)}


def curve(base_name: str, base, model, parts) -> list[float]:
    config = AutoConfig.from_pretrained(examples / base_name)
    config.tie_word_embeddings = False
    between = AutoModelForCausalLM.from_config(config, attn_implementation="eager").double().eval()
    a, b = base.state_dict(), model.state_dict()
    losses = []
    for point in range(11):
        share = point / 10
        between.load_state_dict({name: (1 - share) * a[name] + share * b[name] for name in a})
        losses.append(mean_loss(between, parts))
    return losses


def embedding(model) -> np.ndarray:
    return model.get_input_embeddings().weight.detach().numpy()


def unbiased_cka(x: np.ndarray, y: np.ndarray) -> float:
    def hsic(k, l):
        n = len(k)
        k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
        mixed = k.sum() * l.sum() / (n - 1) / (n - 2) - 2 * (k.sum(0) @ l.sum(0)) / (n - 2)
        return (np.trace(k @ l) + mixed) / (n * (n - 3))

    k, l = x @ x.T, y @ y.T
    return hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l))


def scores(model) -> list[list[np.ndarray]]:
    """For each block and head the scores of all pairs of tokens, centred over tokens, of length 1."""
    e = embedding(model)
    blocks = []
    gpt2 = model.config.model_type == "gpt2"
    layers = model.transformer.h if gpt2 else model.model.layers
    for layer in layers:
        heads, width = model.config.num_attention_heads, model.config.hidden_size
        size = width // heads
        if gpt2:
            gain = layer.ln_1.weight.detach().numpy()
            weight = layer.attn.c_attn.weight.detach().numpy().T
            query, key, shared = weight[:width], weight[width : 2 * width], 1
            rows = e - e.mean(1, keepdims=True)
        else:
            gain = layer.input_layernorm.weight.detach().numpy()
            query, key = (p.weight.detach().numpy() for p in (layer.self_attn.q_proj, layer.self_attn.k_proj))
            shared = heads // model.config.num_key_value_heads
            rows = e
        rows = (rows - rows.mean(0)) * gain
        of = []
        for head in range(heads):
            q = rows @ query[head * size : (head + 1) * size].T
            k = rows @ key[head // shared * size : (head // shared + 1) * size].T
            s = q @ k.T
            of.append((s / np.linalg.norm(s)).ravel())
        blocks.append(of)
    return blocks


def heads(base, model) -> list[dict]:
    results = []
    for theirs, ours in zip(scores(base), scores(model)):
        similarity = np.stack(theirs) @ np.stack(ours).T
        rows, cols = linear_sum_assignment(similarity, maximize=True)
        matched = similarity[rows, cols]
        others = (similarity.sum() - matched.sum()) / (similarity.size - len(matched))
        results.append({"matching": cols.tolist(), "similarities": matched.tolist(), "others": others})
    return results


def main() -> None:
    pairs = []
    for base_name, model_name in PAIRS:
        base, model = load(base_name), load(model_name)
        parts = windows(model_name, base.config.max_position_embeddings)
        pairs.append(
            {
                "base": base_name,
                "model": model_name,
                "parameters": distances(base, model),
                "jsd": divergence(base, model, parts),
                "curve": curve(base_name, base, model, parts),
                "embedding": unbiased_cka(embedding(base), embedding(model)),
                "qk": heads(base, model),
            }
        )
        print(base_name, model_name, pairs[-1]["parameters"], pairs[-1]["embedding"])
    versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "numpy", "scipy")}
    text = json.dumps({"script": "tools/reference/make_distance_fixtures.py", "versions": versions, "pairs": pairs}, indent=1)
    (root / "packages/core/test/fixtures/distances.json").write_text(text + "\n")


main()
