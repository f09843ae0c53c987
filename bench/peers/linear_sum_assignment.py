"""SciPy's linear_sum_assignment on the float32 matrix in a file, widened before: argv = path, rows, columns. Prints JSON."""
import json
import sys
import time

import numpy
from scipy.optimize import linear_sum_assignment

path, rows, cols = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
cost = numpy.fromfile(path, dtype="<f4").astype(numpy.float64).reshape(rows, cols)
started = time.perf_counter()
row, col = linear_sum_assignment(cost, maximize=True)
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "total": float(cost[row, col].sum())}))
