def zscore_rows(data):
    e = data["expression"]
    e = e[e.std(axis=1) > 0]
    data["expression"] = (e - e.mean(axis=1, keepdims=True)) / e.std(axis=1, ddof=1, keepdims=True)
