def cpm(counts):
    size = counts.sum()
    if size.min() == 0:
        raise ValueError(f"{size.idxmin()} has no counts")
    return (counts / size * 1e6).round()
