import pandas as pd

def proportions(samples, cell_types):
    frame = pd.DataFrame({"sample": samples, "type": cell_types})
    return frame.groupby("sample")["type"].value_counts(normalize=True).unstack(fill_value=0)
