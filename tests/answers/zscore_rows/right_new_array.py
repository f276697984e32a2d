def zscore_rows(data):
    values = data["expression"]
    mean = values.mean(axis=1, keepdims=True)
    sd = values.std(axis=1, ddof=1, keepdims=True)
    sd[sd == 0] = 1
    data["expression"] = (values - mean) / sd
