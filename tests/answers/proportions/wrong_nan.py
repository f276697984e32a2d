import pandas as pd

def proportions(samples, cell_types):
    frame = pd.DataFrame({"sample": samples, "type": cell_types})
    counts = pd.crosstab(frame["sample"], frame["type"])
    return frame.groupby("sample")["type"].value_counts(normalize=True).unstack()
