import numpy as np

def annotate(labels, mapping):
    labels = np.asarray(labels)
    hits = np.array([np.isin(labels, clusters) for clusters in mapping.values()])
    n = hits.sum(axis=0)
    if (n > 1).any():
        raise ValueError("two types: " + ", ".join(str(l) for l in np.unique(labels[n > 1])))
    if (n == 0).any():
        raise ValueError("no type: " + ", ".join(str(l) for l in np.unique(labels[n == 0])))
    return [list(mapping)[i] for i in hits.argmax(axis=0)]
