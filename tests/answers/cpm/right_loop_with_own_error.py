import pandas as pd

class EmptyLibrary(ValueError):
    pass

def cpm(counts, million=1e6):
    out = {}
    for sample in counts:
        total = float(counts[sample].sum())
        if total == 0.0:
            raise EmptyLibrary("sample %s has a library of size zero" % sample)
        out[sample] = [c * million / total for c in counts[sample]]
    return pd.DataFrame(out, index=counts.index)
