import numpy as np

def annotate(labels, mapping):
    type_of = {}
    for name, clusters in mapping.items():
        for cluster in clusters:
            if cluster in type_of:
                raise ValueError(f"label {cluster} is given to {type_of[cluster]} and {name}")
            type_of[cluster] = name
    for label in labels:
        if label not in type_of:
            raise ValueError(f"label {label} has no type")
    return np.array([[n for n, c in mapping.items() if str(label) in str(c)][0] for label in labels])
