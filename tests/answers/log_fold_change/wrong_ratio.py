def log_fold_change(log_values, groups, first, second):
    means = log_values.T.groupby(list(groups)).mean().T
    return means[first] / means[second]
