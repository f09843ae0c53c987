"""Reference values of the tests that calibration makes: packages/core/src/stats/fixtures/calibration.json, by SciPy and mpmath.

    /path/to/python tools/reference/calibration_fixtures.py            # writes
    /path/to/python tools/reference/calibration_fixtures.py --check    # fails if the file differs

Made with Python 3.11, numpy 2.4.6, scipy 1.17.1, mpmath 1.3.0. scipy.stats.kstwo changes to an expansion (Pelz and Good) above n = 140, which
is right to some 6 digits: there the Durbin matrix is computed at 50 digits instead.
"""
import json
import pathlib
import sys

import mpmath as mp
import numpy as np
from scipy import stats

OUT = pathlib.Path(__file__).resolve().parents[2] / "packages/core/src/stats/fixtures/calibration.json"


def tests():
    """Samples, uniform and not, and what scipy.stats.kstest says of them."""
    random = np.random.default_rng(4)
    samples = [random.random(n) for n in (1, 2, 5, 24, 84)] + [random.random(60) ** 2, random.random(40) ** 1.2, np.round(random.random(30), 1)]
    for x in samples:
        result = stats.kstest(x, "uniform", method="exact")
        yield {"values": x.tolist(), "d": float(result.statistic), "p": float(result.pvalue)}


def durbin(n, d):
    """P(D_n < d) at 50 digits: Marsaglia, Tsang and Wang 2003."""
    mp.mp.dps = 50
    d = mp.mpf(d)
    k = int(mp.floor(n * d)) + 1
    size, h = 2 * k - 1, k - n * d
    H = mp.matrix(size)
    for i in range(size):
        for j in range(min(size, i + 2)):
            H[i, j] = 1
    for i in range(size):
        H[i, 0] -= h ** (i + 1)
        H[size - 1, i] -= h ** (size - i)
    H[size - 1, 0] += (2 * h - 1) ** size if 2 * h > 1 else 0
    for i in range(size):
        for j in range(min(size, i + 2)):
            H[i, j] /= mp.factorial(i - j + 1)
    return (H**n)[k - 1, k - 1] * mp.factorial(n) / mp.mpf(n) ** n


def tail(n, d, t):
    if n <= 140 or t > 2:
        return float(stats.kstwo.sf(d, n))
    return float(1 - durbin(n, d))


def tails():
    """The exact law, from certain to 1e-100."""
    for n in (1, 3, 10, 60, 84, 140, 336):
        for t in (0.3, 0.5, 0.8, 1.0, 1.3, 1.7, 1.99, 2.01, 2.5, 4, 8):
            d = t / n**0.5
            if 0.5 / n < d < 1:
                yield {"n": n, "d": d, "p": tail(n, d, t)}


def intervals():
    for x, n in [(0, 1), (0, 60), (1, 84), (3, 84), (30, 60), (336, 336), (17, 10000), (0.37, 45.2), (12.5, 100.25)]:
        for confidence in (0.95, 0.99):
            tail = (1 - confidence) / 2
            low = 0.0 if x == 0 else float(stats.beta.ppf(tail, x, n - x + 1))
            high = 1.0 if x == n else float(stats.beta.ppf(1 - tail, x + 1, n - x))
            yield {"successes": x, "trials": n, "confidence": confidence, "interval": [low, high]}


text = json.dumps({"kstest": list(tests()), "tails": list(tails()), "intervals": list(intervals())}, indent=1) + "\n"
if "--check" in sys.argv:
    assert OUT.read_text() == text, f"{OUT} differs"
else:
    OUT.write_text(text)
