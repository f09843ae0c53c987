"""Writes what two models' predictions differ by, in float64 with torch, by the formulas of llama.cpp.

    python -m venv .venv && .venv/bin/pip install -r tools/reference/requirements.txt
    .venv/bin/python tools/reference/make_comparison_fixtures.py

The statistics are those of `llama-perplexity --kl-divergence` (kl_divergence() in tools/perplexity/perplexity.cpp of
ggml-org/llama.cpp, commit 050fc7f32de16858ac667d775b43a51ed8976e6f), without its 16-bit log-probabilities, on every token
of packages/core/test/fixtures/protocols/text.txt that has one before it in its window of 128. Values go to
packages/core/test/fixtures/protocols/comparison.json. No test runs this.
"""

import importlib.metadata
import json
import math
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.set_num_threads(1)
root = Path(__file__).resolve().parents[2]
examples = root / "examples/models"
fixtures = root / "packages/core/test/fixtures/protocols"
text = (fixtures / "text.txt").open(encoding="utf-8", newline="").read()
WINDOW = 128


def log_probabilities(name: str, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """[tokens, vocabulary] log-probabilities and [tokens] targets of all windows."""
    model = AutoModelForCausalLM.from_pretrained(examples / name, dtype=torch.float64, attn_implementation="eager")
    rows, targets = [], []
    with torch.no_grad():
        for window in ids.split(WINDOW):
            if len(window) < 2:
                continue
            rows.append(torch.log_softmax(model(window[None]).logits[0, :-1].double(), dim=-1))
            targets.append(window[1:])
    return torch.cat(rows), torch.cat(targets)


def mean_and_uncertainty(values: np.ndarray) -> dict:
    n = len(values)
    return {"value": values.mean(), "standardError": math.sqrt(values.var() / (n - 1))}


def exponential(estimate: dict) -> dict:
    value = math.exp(estimate["value"])
    return {"value": value, "standardError": value * estimate["standardError"]}


def spread(values: np.ndarray) -> dict:
    fractions = {
        "maximum": 1, "p999": 0.999, "p99": 0.99, "p95": 0.95, "p90": 0.9, "p75": 0.75, "median": 0.5, "p25": 0.25,
        "p10": 0.1, "p5": 0.05, "p1": 0.01, "p01": 0.001, "minimum": 0,
    }  # fmt: skip
    return {"mean": mean_and_uncertainty(values), **{name: np.quantile(values, f) for name, f in fractions.items()}}


def compare(model: str, base: str) -> dict:
    ids = torch.tensor(AutoTokenizer.from_pretrained(examples / model)(text).input_ids)
    ln_q, targets = log_probabilities(model, ids)
    ln_p, _ = log_probabilities(base, ids)
    picked = torch.arange(len(targets))
    nll, nll_base = (-ln[picked, targets].numpy() for ln in (ln_q, ln_p))
    n = len(nll)
    ln_m = torch.logaddexp(ln_p, ln_q) - math.log(2)
    kld = (ln_p.exp() * (ln_p - ln_q)).sum(-1).numpy()
    jsd = ((ln_p.exp() * (ln_p - ln_m)).sum(-1) + (ln_q.exp() * (ln_q - ln_m)).sum(-1)).numpy() / 2
    p_diff = np.exp(-nll) - np.exp(-nll_base)
    same_top = (ln_q.argmax(-1) == ln_p.argmax(-1)).double().mean().item()

    log_ppl, log_ppl_base = mean_and_uncertainty(nll), mean_and_uncertainty(nll_base)
    covariance = ((nll * nll_base).mean() - nll.mean() * nll_base.mean()) / (n - 1)
    ratio = {
        "value": log_ppl["value"] - log_ppl_base["value"],
        "standardError": math.sqrt(
            max(0, log_ppl["standardError"] ** 2 + log_ppl_base["standardError"] ** 2 - 2 * covariance)
        ),
    }
    ppl, ppl_base = exponential(log_ppl), exponential(log_ppl_base)
    ppl_covariance = ppl["value"] * ppl_base["value"] * covariance
    mse = mean_and_uncertainty(p_diff**2)
    rms = math.sqrt(mse["value"])
    return {
        "tokens": n,
        "ppl": ppl,
        "pplBase": ppl_base,
        "lnPplCorrelation": covariance / (log_ppl["standardError"] * log_ppl_base["standardError"]),
        "lnPplRatio": ratio,
        "pplRatio": exponential(ratio),
        "pplDifference": {
            "value": ppl["value"] - ppl_base["value"],
            "standardError": math.sqrt(
                max(0, ppl["standardError"] ** 2 + ppl_base["standardError"] ** 2 - 2 * ppl_covariance)
            ),
        },
        "kld": spread(kld),
        "jsd": spread(jsd),
        "deltaP": spread(p_diff),
        "deltaPRms": {"value": rms, "standardError": 0.5 / rms * mse["standardError"]},
        "sameTop": {"value": same_top, "standardError": math.sqrt(same_top * (1 - same_top) / (n - 1))},
    }


pairs = [("g0-ft-short", "g0"), ("g0", "g0-ft-short"), ("g1", "g0"), ("g0-rot", "g0"), ("l0-perm", "l0"), ("l0", "g0")]
versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "tokenizers", "numpy")}
compared = [{"model": model, "base": base, **compare(model, base)} for model, base in pairs]
(fixtures / "comparison.json").write_text(json.dumps({"versions": versions, "pairs": compared}, indent=1) + "\n")
for pair in compared:
    print(pair["model"], pair["base"], pair["kld"]["mean"], pair["jsd"]["mean"], pair["sameTop"])
