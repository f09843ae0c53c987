"""Expected values of statistics of all pairs of blocks, by NumPy, SciPy, mpmath and transformers, in float64.

Run: python tools/reference/localised_fixtures.py   (requirements.txt beside this file)
Writes packages/core/test/fixtures/localised.json. Models: examples/models.

Definitions are those of the paper (arXiv 2502.12292) and, for MLPs without a gate, of phi_2V (ARCHITECTURE.md, Tracing).
Where blocks differ in width, each unit of the narrower one is assigned one of the wider (scipy's rectangular assignment).
"""

import json
from pathlib import Path

import mpmath
import numpy as np
import torch
from safetensors.numpy import load_file
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata, spearmanr
from transformers import AutoModelForCausalLM

root = Path(__file__).parents[2]
models = root / "examples/models"
mpmath.mp.dps = 40


def gpt2(name, kept=None):
    """Per block (c_fc rows by unit, c_proj rows by unit, ln_2 gain), and the embeddings. kept: hidden units of every block."""
    tensors = {key.removeprefix("transformer."): value.astype(np.float64) for key, value in load_file(models / name / "model.safetensors").items()}
    blocks = []
    for i in range(4):
        up, down = tensors[f"h.{i}.mlp.c_fc.weight"].T, tensors[f"h.{i}.mlp.c_proj.weight"]
        if kept is not None:
            up, down = up[kept], down[kept]
        blocks.append((up, down, tensors[f"h.{i}.ln_2.weight"]))
    return blocks, tensors["wte.weight"]


def cosines(a, b):
    return (a / np.linalg.norm(a, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T


def matched(a, b):
    """Partner of each unit of the narrower side; rows are units."""
    narrow, wide = (a, b) if len(a) <= len(b) else (b, a)
    return linear_sum_assignment(cosines(narrow, wide), maximize=True)[1]


def log10_p(rho, n):
    """Two-sided Student t with n - 2 degrees of freedom, not below 2 / n!."""
    floor = mpmath.log10(2) - mpmath.loggamma(n + 1) / mpmath.log(10)
    if abs(rho) >= 1 - 1e-12:
        return float(floor)
    df, r = n - 2, mpmath.mpf(rho)
    tail = mpmath.betainc(mpmath.mpf(df) / 2, mpmath.mpf(1) / 2, 0, 1 - r * r, regularized=True)
    return float(max(mpmath.log10(tail), floor))


def compared(base_block, block, first, second):
    rho = float(spearmanr(first, second).statistic)
    return {"baseBlock": base_block, "block": block, "rho": rho, "units": len(first), "agreeing": int((first == second).sum()), "log10PValue": log10_p(rho, len(first))}


def with_identity(base_block, block, partners):
    """Ranks of the partners against the order of the units: the partners themselves where the widths are equal."""
    return compared(base_block, block, rankdata(partners) - 1, np.arange(len(partners)))


def csu(base, model):
    return [with_identity(i, j, matched(base[i][0], model[j][0])) for j in range(len(model)) for i in range(len(base))]


def centred(x, axis):
    return x - x.mean(axis=axis, keepdims=True)


def bulk(y, k):
    y = centred(y, 0)
    _, _, v = np.linalg.svd(y, full_matrices=False)
    return y - y @ v[:k].T @ v[:k]


def two_views(up, down, gain):
    w_in, w_out = centred(up * gain, 1), centred(down, 1)
    x = np.hstack([w_in / np.linalg.norm(w_in, axis=1).mean(), np.ones((len(w_in), 1))])
    gram = x.T @ x
    gram += 0.01 * np.trace(gram) / x.shape[1] * np.eye(x.shape[1])
    h = x @ np.linalg.inv(gram) @ x.T
    residual = (w_out - h @ w_out) / (1 - np.diag(h))[:, None]
    k = w_in.shape[1] // 4
    return bulk(w_in, k), bulk(residual, k)


def phi_2v(base, base_embedding, model, embedding):
    ea, eb = (centred(centred(e, 1), 0) for e in (base_embedding, embedding))
    u, _, vt = np.linalg.svd(eb.T @ ea)
    q = u @ vt
    a = [two_views(*block) for block in base]
    b = [tuple(view @ q for view in two_views(*block)) for block in model]
    return [compared(i, j, matched(a[i][0], b[j][0]), matched(a[i][1], b[j][1])) for j in range(len(b)) for i in range(len(a))]


def llama_activations(name, tokens):
    """Per block (gate, up): [units, tokens]."""
    model = AutoModelForCausalLM.from_pretrained(models / name, dtype=torch.float64).eval()
    seen = {}
    for i, layer in enumerate(model.model.layers):
        for view in ("gate_proj", "up_proj"):
            getattr(layer.mlp, view).register_forward_hook(lambda _m, _i, out, key=(i, view): seen.setdefault(key, []).append(out[0].T.numpy()))
    with torch.no_grad():
        for ids in tokens:
            model(torch.tensor([ids]))
    return [tuple(np.hstack(seen[(i, view)]) for view in ("gate_proj", "up_proj")) for i in range(len(model.model.layers))]


def phi_match(a, b):
    return [compared(i, j, matched(a[i][0], b[j][0]), matched(a[i][1], b[j][1])) for j in range(len(b)) for i in range(len(a))]


def csh(a, b):
    return [with_identity(i, j, matched(a[i][1], b[j][1])) for j in range(len(b)) for i in range(len(a))]


kept = sorted(int(u) for u in np.random.default_rng(4).permutation(512)[:400])
tokens = np.random.default_rng(5).integers(0, 1024, (8, 96)).tolist()
g0, g0_embedding = gpt2("g0")
g1, g1_embedding = gpt2("g1")
narrow, narrow_embedding = gpt2("g0-ft-short", kept)
rot, rot_embedding = gpt2("g0-rot")
l0, l0_perm = llama_activations("l0", tokens), llama_activations("l0-perm", tokens)
fixture = {
    "kept": kept,
    "tokens": tokens,
    "csu": {"g1": csu(g0, g1), "narrow": csu(g0, narrow)},
    "phi2v": {"g1": phi_2v(g0, g0_embedding, g1, g1_embedding), "g0-rot": phi_2v(g0, g0_embedding, rot, rot_embedding), "narrow": phi_2v(g0, g0_embedding, narrow, narrow_embedding)},
    "csh": {"l0-perm": csh(l0, l0_perm)},
    "phiMatch": {"l0-perm": phi_match(l0, l0_perm)},
}
path = root / "packages/core/test/fixtures/localised.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
for statistic in ("csu", "phi2v", "csh", "phiMatch"):
    for name, results in fixture[statistic].items():
        print(statistic, name, [(r["baseBlock"], r["block"], r["agreeing"], round(r["rho"], 3)) for r in results])
