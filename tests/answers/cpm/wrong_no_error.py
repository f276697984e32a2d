def cpm(counts):
    return counts / counts.sum() * 1e6
