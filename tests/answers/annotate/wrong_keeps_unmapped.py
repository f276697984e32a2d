import numpy as np

def annotate(labels, mapping):
    type_of = {}
    for name, clusters in mapping.items():
        for cluster in clusters:
            if cluster in type_of:
                raise ValueError(f"label {cluster} is given to {type_of[cluster]} and {name}")
            type_of[cluster] = name
    return [type_of.get(label, label) for label in labels]
