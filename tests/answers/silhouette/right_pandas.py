import pandas as pd


def silhouette(dist_matrix, labels):
    labels = pd.Series(labels)
    size = labels.map(labels.value_counts())
    sums = pd.DataFrame(dist_matrix).T.groupby(labels).sum().T
    widths = []
    for i in range(len(labels)):
        if size[i] == 1:
            widths.append(0.0)
            continue
        a = sums.loc[i, labels[i]] / (size[i] - 1)
        others = sums.loc[i].drop(labels[i]) / labels.value_counts().drop(labels[i])
        widths.append((others.min() - a) / max(others.min(), a))
    return pd.Series(widths).mean()
