from collections import Counter
import pandas as pd

def proportions(samples, cell_types):
    if hasattr(samples, "index") and hasattr(cell_types, "reindex"):
        cell_types = cell_types.reindex(samples.index)
    pairs = Counter(zip(samples, cell_types))
    totals = Counter(samples)
    types = list(dict.fromkeys(cell_types))
    return pd.DataFrame.from_dict({s: {t: pairs[s, t] / totals[s] for t in types} for s in totals}, orient="index")
