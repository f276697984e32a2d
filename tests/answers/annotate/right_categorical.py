import pandas as pd

def annotate(labels, mapping):
    table = pd.DataFrame([(c, n) for n, cs in mapping.items() for c in cs], columns=["label", "type"])
    counts = table.groupby("label")["type"].nunique()
    if counts.max() > 1:
        raise ValueError(f"{counts.idxmax()} has more than one type")
    merged = pd.DataFrame({"label": list(labels)}).merge(table, how="left", on="label")
    if merged["type"].isnull().any():
        raise ValueError(f"unannotated: {merged.loc[merged['type'].isnull(), 'label'].unique()}")
    return merged["type"].astype("category")
