"""The way of the reference code of arXiv 2502.12292, on a GPT-2: argv = base, model, tokens, blocks to measure.

csu: cosines of the up projections in float64, SciPy's assignment. csh: both models evaluated once with hooks on all blocks, cosines
of what comes out of the up projections in float64, assignment. match: for each block both models are evaluated for the gate and
once more for the up projection, four evaluations, squared distances in float32, assignment in float64, twice. GPT-2 has no gate: the
activation function's output stands in its place, which costs the same. An evaluation is that of the reference: loss of one
sequence at a time, head included. Loading is not counted.
The first blocks are measured and the time of a block is taken times their number; prints JSON.
"""
import json
import sys
import time

import torch
from scipy.optimize import linear_sum_assignment
from scipy.stats import spearmanr
from transformers import AutoModelForCausalLM

dirs, (tokens, measured) = sys.argv[1:3], map(int, sys.argv[3:])
models = [AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval() for path in dirs]
length = min(512, models[0].config.n_positions)
ids = torch.randint(models[0].config.vocab_size, (tokens // length, 1, length), generator=torch.Generator().manual_seed(0))
blocks = models[0].config.n_layer


@torch.no_grad()
def activations(modules):
    """One evaluation of each model; what comes out of its modules, [tokens, units] each."""
    found = []
    for model, wanted in zip(models, modules):
        rows = [[] for _ in wanted]
        hooks = [m.register_forward_hook(lambda _, __, out, to=to: to.append(out.detach())) for m, to in zip(wanted, rows)]
        for window in ids:
            model(input_ids=window, labels=window).loss.item()
        for hook in hooks:
            hook.remove()
        found.append([torch.vstack(parts).view(-1, parts[0].shape[-1]) for parts in rows])
    return found


def cosine_test(a, b):
    a, b = a.double(), b.double()
    cosines = (a @ b.T) / a.norm(dim=1)[:, None] / b.norm(dim=1)[None, :]
    matched = linear_sum_assignment(cosines, maximize=True)[1]
    return spearmanr(matched, range(len(matched)))


def match(a, b):
    distances = (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2 * a @ b.T
    return linear_sum_assignment(distances.double())[1]


seconds = {"csu": 0.0, "csh": 0.0, "match": 0.0}


def timed(name, times, compute):
    started = time.perf_counter()
    result = compute()
    seconds[name] += times * (time.perf_counter() - started)
    return result


mlps = [[block.mlp for block in model.transformer.h] for model in models]
per_block = blocks / measured
base, other = timed("csh", 1, lambda: activations([[mlp.c_fc for mlp in one] for one in mlps]))
for i in range(measured):
    timed("csu", per_block, lambda: cosine_test(*(one[i].c_fc.weight.detach().T for one in mlps)))
    timed("csh", per_block, lambda: cosine_test(base[i].T, other[i].T))
    views = []
    for kind in ("act", "c_fc"):
        a, b = timed("match", per_block, lambda: activations([[getattr(one[i], kind)] for one in mlps]))
        views.append(timed("match", per_block, lambda: match(a[0].T, b[0].T)))
    timed("match", per_block, lambda: spearmanr(*views))
print(json.dumps({"seconds": sum(seconds.values()), **seconds}))
