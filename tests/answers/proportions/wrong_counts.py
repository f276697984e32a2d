import pandas as pd

def proportions(samples, cell_types):
    frame = pd.DataFrame({"sample": samples, "type": cell_types})
    counts = pd.crosstab(frame["sample"], frame["type"])
    return counts
