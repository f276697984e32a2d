import pandas as pd

def proportions(samples, cell_types):
    frame = pd.DataFrame({"sample": list(samples), "type": list(cell_types)})
    counts = pd.crosstab(frame["sample"], frame["type"])
    return counts.div(counts.sum(axis=1), axis=0)
