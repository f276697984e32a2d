import pandas as pd

def annotate(labels, mapping):
    pairs = pd.Series(mapping).explode()
    lookup = pd.Series(pairs.index, index=pairs.to_numpy())
    double = lookup.index[lookup.index.duplicated()]
    if len(double):
        raise ValueError(f"given to two types: {list(double)}")
    types = pd.Series(labels).map(lookup)
    if types.isna().any():
        raise ValueError(f"no type for {set(pd.Series(labels)[types.isna()])}")
    return types
