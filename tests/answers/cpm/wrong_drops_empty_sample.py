def cpm(counts):
    counts = counts.loc[:, counts.sum() > 0]
    return counts / counts.sum() * 1e6
