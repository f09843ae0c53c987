"""ln P(at least k fixed points of a uniform permutation of n), by mpmath with 60 digits and exact integers.

Run: python tools/reference/fixed_points.py   (requirements.txt beside this file)
Writes packages/core/src/stats/fixtures/fixed-points.json.
"""

import json
from math import comb, factorial
from pathlib import Path

import mpmath

mpmath.mp.dps = 60


def deranged(n):
    counts = [1, 0]
    for j in range(2, n + 1):
        counts.append((j - 1) * (counts[-1] + counts[-2]))
    return counts


def ln_tail(k, n):
    counts = deranged(n)
    ways = sum(comb(n, i) * counts[n - i] for i in range(k, n + 1))
    return float(mpmath.log(mpmath.mpf(ways)) - mpmath.log(mpmath.mpf(factorial(n))))


cases = [(1, 10), (2, 20), (5, 20), (18, 20), (20, 20), (1, 486), (3, 486), (7, 486), (60, 486), (230, 486), (484, 486), (486, 486), (3, 2918), (600, 2918), (2918, 2918)]
path = Path(__file__).parents[2] / "packages/core/src/stats/fixtures/fixed-points.json"
path.write_text(json.dumps([{"k": k, "n": n, "lnP": ln_tail(k, n)} for k, n in cases], indent=1) + "\n")
