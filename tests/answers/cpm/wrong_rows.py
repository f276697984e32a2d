def cpm(counts):
    lib = counts.sum(axis=0)
    if (lib == 0).any():
        raise ValueError(f"empty: {list(lib.index[lib == 0])}")
    return counts.div(counts.sum(axis=1), axis=0) * 1e6
