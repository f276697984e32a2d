import numpy as np


def expression_df(data):
    return np.array(data["expression"])
