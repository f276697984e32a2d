import pandas as pd

def proportions(samples, cell_types):
    frame = pd.DataFrame({"sample": samples.to_numpy(), "type": cell_types.loc[samples.index].to_numpy()})
    counts = pd.crosstab(frame["sample"], frame["type"])
    return counts.div(counts.sum(axis=1), axis=0)
