def cpm(counts):
    lib = counts.to_numpy().sum(axis=0)
    for i, size in enumerate(lib):
        if size == 0:
            raise ValueError(f"the sample at position {i} has no counts")
    return counts / lib * 1e6
