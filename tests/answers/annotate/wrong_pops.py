import numpy as np

def annotate(labels, mapping):
    type_of = {}
    for name, clusters in mapping.items():
        for cluster in clusters:
            if cluster in type_of:
                raise ValueError(f"label {cluster} is given to {type_of[cluster]} and {name}")
            type_of[cluster] = name
    mapping.clear()
    for label in labels:
        if label not in type_of:
            raise ValueError(f"label {label} has no type")
    return np.array([type_of[label] for label in labels])
