def cpm(counts):
    lib = counts.sum(axis=0)
    if (lib == 0).any():
        raise ValueError(f"library size 0: {', '.join(lib.index[lib == 0])}")
    return counts.div(lib, axis=1).mul(1e6)
