def zscore_rows(data):
    e = data["expression"]
    data["expression"] = (e - e.mean()) / e.std(ddof=1)
