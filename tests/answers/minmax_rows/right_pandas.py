import pandas as pd


def minmax_rows(data):
    frame = pd.DataFrame(data["expression"]).T
    scaled = ((frame - frame.min()) / (frame.max() - frame.min())).fillna(0.0)
    data["expression"] = scaled.T.to_numpy()
