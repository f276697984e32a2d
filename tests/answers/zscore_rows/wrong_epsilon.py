def zscore_rows(data):
    e = data["expression"]
    data["expression"] = (e - e.mean(axis=1, keepdims=True)) / (e.std(axis=1, ddof=1, keepdims=True) + 1e-9)
