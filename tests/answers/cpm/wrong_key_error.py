def cpm(counts):
    for s in counts:
        if counts[s].sum() == 0:
            raise KeyError(s)
    return counts / counts.sum() * 1e6
