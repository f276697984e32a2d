import pandas as pd

def proportions(samples, cell_types):
    frame = pd.DataFrame({"s": samples, "t": cell_types}).astype("category").assign(n=1)
    counts = frame.pivot_table(index="s", columns="t", values="n", aggfunc="sum", observed=False).fillna(0)
    return counts.div(counts.sum(axis="columns"), axis="index")
