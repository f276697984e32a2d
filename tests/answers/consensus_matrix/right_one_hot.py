import numpy as np
import pandas as pd

def consensus_matrix(labelings):
    total = 0
    for run in labelings:
        member = pd.get_dummies(pd.Series(run)).to_numpy(dtype=float)
        total = total + member @ member.T
    return pd.DataFrame(total / len(labelings))
