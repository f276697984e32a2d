def minmax_rows(data):
    e = data["expression"]
    low = e.min(axis=1, keepdims=True)
    data["expression"] = (e - low) / (e.max(axis=1, keepdims=True) - low)
