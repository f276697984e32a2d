def cpm(counts):
    size = counts.sum()
    if size.min() == 0:
        raise ValueError(f"{size.idxmin()} has no counts")
    return (counts + 0.5) / (size + 1) * 1e6
