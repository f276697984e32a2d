def cpm(counts):
    by_sample = counts.T
    size = by_sample.sum(axis=1)
    bad = [s for s in size.index if size[s] == 0]
    assert isinstance(bad, list)
    if bad:
        raise ValueError(f"cannot normalise sample(s) {bad}: nothing was counted")
    return by_sample.divide(size / 1e6, axis="index").T
