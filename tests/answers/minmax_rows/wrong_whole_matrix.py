def minmax_rows(data):
    e = data["expression"]
    data["expression"] = (e - e.min()) / (e.max() - e.min())
