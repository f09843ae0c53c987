"""Reference values for packages/core/src/stats: tails by mpmath at 60 digits, linear algebra by numpy, assignments by SciPy.

    /path/to/python tools/reference/stats_fixtures.py            # writes packages/core/src/stats/fixtures/
    /path/to/python tools/reference/stats_fixtures.py --check    # fails if the files differ

Made with Python 3.11, mpmath 1.3.0, numpy 2.4.6, scipy 1.17.1. Seeds are in the functions. Tails depend on no seed.
"""
import json
import pathlib
import sys

import mpmath as mp
import numpy as np
import scipy.linalg
from scipy.optimize import linear_sum_assignment
from scipy.stats import permutation_test, rankdata, spearmanr

mp.mp.dps = 60  # of the probability itself; where it is near 1 its complement is what is computed
OUT = pathlib.Path(__file__).resolve().parents[2] / "packages/core/src/stats/fixtures"


def text(value):
    """The nearest double."""
    return float(mp.nstr(value, 20))


def ln_of(p, complement):
    """ln p from whichever of p and 1 - p is small."""
    return mp.log(p) if p < 0.5 else mp.log1p(-complement)


def beta_half(a, x, y):
    """I_x(a, 1/2) and its complement I_y(1/2, a); y = 1 - x."""
    half = mp.mpf(1) / 2
    return mp.betainc(a, half, 0, x, regularized=True), mp.betainc(half, a, 0, y, regularized=True)


def ln_upper_t(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    p, q = beta_half(df / 2, df / (df + t * t), t * t / (df + t * t))
    return ln_of(p / 2, (1 + q) / 2) if t >= 0 else ln_of((1 + q) / 2, p / 2)


def ln_upper_chi(x, df):
    a, h = mp.mpf(df) / 2, mp.mpf(x) / 2
    return ln_of(mp.gammainc(a, h, mp.inf, regularized=True), mp.gammainc(a, 0, h, regularized=True))


def tails():
    gammas = [1e-300, 1e-8, 0.1, 0.49999, 0.5, 0.9, 1 - 1e-9, 1 + 1e-9, 1.3, 1.5, 2 - 1e-7, 2 + 1e-10, 2.4, 2.6, 3.7, 9.99, 10, 12.5, 173.2, 1e4, 1e7, 1e15]
    student = [(t, df) for df in [1, 2, 3, 5.5, 30, 342, 510, 3070, 19998]
               for t in [-1e6, -30, -1.5, -1e-9, 0, 1e-12, 0.01, 0.7, 1.3, 2, 8, 50, 1e4, 1e9, 1e160]]
    chi = [(x, df) for df in [1, 2, 3, 7.3, 8, 24, 64, 1001, 20000]
           for x in [1e-9, 0.3, 1, 5, 22.9, 24, 60, 990, 1500, 19000, 20000, 21000, 1e5, 1e6]]
    rho = []
    for n in [3, 4, 10, 344, 512, 3072, 11008, 20000]:
        for name, gap in [("0", None), ("1e-9", None), ("1e-4", None), ("0.01", None), ("0.3", None), ("0.9", None),
                          ("", "1e-3"), ("", "1e-6"), ("", "1e-9"), ("", "1e-12")]:
            one_minus = mp.mpf(gap) if gap else 1 - mp.mpf(name)
            r = 1 - one_minus
            x = one_minus * (1 + r)
            ln = ln_of(*beta_half(mp.mpf(n - 2) / 2, x, r * r))
            floor = mp.log(2) - mp.loggamma(n + 1)
            # 1 - rho^2 as the nearest double: what a caller with an integer sum of squares would know.
            rho.append({"n": n, "rho": text(r), "oneMinusRhoSquared": text(x), "ln": text(ln), "lnClamped": text(max(ln, floor))})
    fisher = [[-0.5], [-1e-12], [-1e-12, -1e-9], [-2685.4, -2685.4, -2685.4, -2685.4], [-1e5, -3.0, -0.2], [-0.7] * 12, [-1.3] * 5000]
    return {
        "logGamma": [{"x": x, "ln": text(mp.loggamma(mp.mpf(x)))} for x in gammas],
        "studentT": [{"t": t, "df": df, "ln": text(ln_upper_t(t, df))} for t, df in student],
        "chiSquare": [{"x": x, "df": df, "ln": text(ln_upper_chi(x, df))} for x, df in chi],
        "spearman": rho,
        "fisher": [{"lnPValues": ps, "ln": text(fisher_ln(ps))} for ps in fisher],
    }


def fisher_ln(ps):
    half = -sum(mp.mpf(p) for p in ps)
    term, total = mp.mpf(1), mp.mpf(1)
    for k in range(1, len(ps)):
        term *= half / k
        total += term
    return -half + mp.log(total)


def lehmer(seed):
    """Park and Miller's generator: integers only, so the tests make the very same costs instead of storing them."""
    state = seed
    while True:
        state = state * 48271 % 2147483647
        yield state


def filled(rows, cols, seed, levels):
    draw = lehmer(seed)
    return np.array([next(draw) % levels for _ in range(rows * cols)], dtype=float).reshape(rows, cols)


def assignments():
    """Integer costs, so that totals are exact. `kind` says how the test builds the same matrix."""
    cases = []
    for kind, rows, cols, maximize in [("uniform", 300, 300, False), ("uniform", 300, 300, True), ("uniform", 97, 97, False),
                                       ("uniform", 120, 260, False), ("uniform", 255, 256, True), ("few levels", 300, 300, False),
                                       ("offsets", 250, 250, False), ("offsets", 240, 250, False), ("zeros", 250, 250, False),
                                       ("equal rows", 250, 250, False), ("product", 200, 200, False), ("product", 200, 200, True),
                                       ("planted", 300, 300, True), ("forbidden", 250, 250, False)]:
        cost = filled(rows, cols, 4711, 10 if kind == "few levels" else 100003)
        i, j = np.arange(rows)[:, None], np.arange(cols)[None, :]
        if kind == "offsets":
            cost = cost + 1000003.0 * ((i * 37) % rows) + 999983.0 * ((j * 53) % cols)
        elif kind == "zeros":
            cost = np.where((i % 3 == 0) | (j % 5 == 0), 0.0, cost - 50001)
        elif kind == "equal rows":
            cost = np.where(i < 120, cost[0], cost)
        elif kind == "product":
            cost = (i + 1.0) * (j + 1.0)
        elif kind == "planted":
            cost = cost + np.where(j == (i * 7 + 3) % cols, 150000.0, 0.0)
        elif kind == "forbidden":
            cost = np.where((i * 31 + j * 17) % 11 < 9, 1e12, cost)
        r, c = linear_sum_assignment(cost, maximize=maximize)
        cases.append({"kind": kind, "rows": rows, "cols": cols, "maximize": maximize, "total": float(cost[r, c].sum())})
    return cases


def rankings():
    """Spearman's rho with and without ties, its exact two-sided p over all pairings (n < 10), and the t approximation beyond."""
    draw = lehmer(815)
    cases = []
    for n, levels in [(2, 9), (3, 99), (4, 99), (4, 3), (5, 99), (5, 2), (6, 99), (6, 4), (7, 99), (7, 3), (8, 99), (8, 4), (30, 6), (200, 9)]:
        for _ in range(3):
            x, y = ([next(draw) % levels for _ in range(n)] for _ in range(2))
            if len(set(x)) == 1 or len(set(y)) == 1:
                continue
            rho, p = spearmanr(x, y)
            if n < 10:
                fixed = rankdata(y)
                exact = permutation_test((rankdata(x),), lambda r: float(np.dot(r, fixed)), permutation_type="pairings", n_resamples=np.inf)
                center = sum(rankdata(x)) * sum(fixed) / n
                far = abs(exact.null_distribution - center) >= abs(float(np.dot(rankdata(x), fixed)) - center) - 1e-9
                p = far.mean()
            cases.append({"x": x, "y": y, "rho": float(rho), "p": float(p)})
    return cases


def matrices():
    rng = np.random.default_rng(7)
    a = rng.standard_normal((12, 12))
    u, _, vt = np.linalg.svd(a)
    return {
        "n": 12,
        "a": a.ravel().tolist(),
        "polarFactor": (u @ vt).ravel().tolist(),
        "eigenvalues": np.linalg.eigvalsh(a @ a.T)[::-1].tolist(),
        "inverse": np.linalg.inv(a @ a.T + np.eye(12)).ravel().tolist(),
        "clustered": clustered(rng),
    }


def clustered(rng):
    """Triple eigenvalues and near ones, and the projectors on the leading subspaces that end at gaps of 1, 1e-3 and 1e-6."""
    values = np.array([9.0] * 3 + [8.0, 8 - 1e-9, 8 - 2e-9] + [7.0, 7 - 1e-3, 6.5, 6.5, 6.5 - 1e-6, 6.5 - 2e-6] + [1e-3] * 6 + [0.0] * 6)
    n = len(values)
    q = np.linalg.qr(rng.standard_normal((n, n)))[0]
    a = (q * values) @ q.T
    a = (a + a.T) / 2
    found, vectors = scipy.linalg.eigh(a)
    leading = [vectors[:, n - k:] for k in (3, 6, 7, 10)]
    return {
        "n": n,
        "a": a.ravel().tolist(),
        "values": found[::-1].tolist(),
        "projectors": [{"k": v.shape[1], "gap": float(values[v.shape[1] - 1] - values[v.shape[1]]), "matrix": (v @ v.T).ravel().tolist()} for v in leading],
    }


def main():
    failed = False
    for name, value in [("tails", tails()), ("assignments", assignments()), ("matrices", matrices()), ("rankings", rankings())]:
        path = OUT / f"{name}.json"
        content = json.dumps(value, separators=(",", ":")) + "\n"
        if "--check" not in sys.argv:
            path.write_text(content)
        elif path.read_text() != content:
            print(f"{path} differs", file=sys.stderr)
            failed = True
    sys.exit(failed)


main()
