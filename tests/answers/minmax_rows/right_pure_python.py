import numpy as np


def minmax_rows(data):
    rows = data["expression"].tolist()
    scaled = []
    for row in rows:
        low, high = min(row), max(row)
        scaled.append([(v - low) / (high - low) if high > low else 0 for v in row])
    data["expression"] = np.array(scaled, dtype=float)
