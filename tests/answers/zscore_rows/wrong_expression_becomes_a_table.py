import pandas as pd


def zscore_rows(data):
    frame = pd.DataFrame(data["expression"])
    data["expression"] = frame.sub(frame.mean(axis=1), axis=0).div(frame.std(axis=1), axis=0).fillna(0)
