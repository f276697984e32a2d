"""Measurements against the libraries that others use: ``python -m benchmarks``.

Everything runs side by side in one process, on one thread, and is reported as a ratio.
"""

import os

# Before numpy is imported: a ratio between one thread and several says nothing.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"
