def filter_low_expression(counts, groups):
    smallest = groups.groupby(groups).size().min()
    M = counts.sum(axis=0).quantile(0.5) * 1e-6
    CPM = counts.div(counts.sum(axis=0), axis="columns") * 1e6
    return CPM.gt(10 / M).sum(axis="columns").ge(smallest).to_numpy()
