"""Fixtures of adjustPValues: Benjamini-Hochberg by SciPy, Holm by closed testing over all subsets.

Run: python tools/reference/adjusted_p_values.py > packages/core/src/stats/fixtures/adjusted-p-values.json
Made with scipy 1.17.1, numpy seed 5.
"""

import json

import numpy as np
from scipy.stats import false_discovery_control


def holm(p):
    """max over all sets of hypotheses that hold i of the Bonferroni p-value of their intersection: the definition."""
    n = len(p)
    adjusted = [0.0] * n
    for mask in range(1, 1 << n):
        members = [i for i in range(n) if mask >> i & 1]
        value = min(1.0, len(members) * min(p[i] for i in members))
        for i in members:
            adjusted[i] = max(adjusted[i], value)
    return adjusted


rng = np.random.default_rng(5)
cases = []
for n in (1, 2, 5, 9):
    p = rng.beta(0.3, 2, n)
    if n == 5:
        p[3] = p[1]  # a tie
    cases.append(
        {
            "p": p.tolist(),
            "holm": holm(p.tolist()),
            "benjaminiHochberg": false_discovery_control(p, method="bh").tolist(),
        }
    )
print(json.dumps(cases, indent=1))
