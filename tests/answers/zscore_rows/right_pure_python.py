import math


def zscore_rows(data):
    for i, row in enumerate(data["expression"].tolist()):
        mean = sum(row) / len(row)
        sd = math.sqrt(sum((value - mean) ** 2 for value in row) / (len(row) - 1))
        for j, value in enumerate(row):
            data["expression"][i, j] = (value - mean) / sd if sd else 0.0
