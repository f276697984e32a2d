import pandas as pd

def discretise_programs(usage):
    return pd.DataFrame(usage).rank(pct=True).apply(lambda r: pd.cut(r, [0, 1 / 3, 2 / 3, 1], labels=False) - 1)
