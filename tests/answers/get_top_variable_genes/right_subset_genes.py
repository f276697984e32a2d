from functions import subset_genes
import numpy as np
import warnings


def get_top_variable_genes(data, top_n=500):
    if top_n < 1:
        raise ValueError(f"top_n should be at least 1, not {top_n}")
    if top_n > len(data["genes"]):
        warnings.warn("fewer genes than asked for")
    order = np.argsort(-np.var(data["expression"], axis=1, ddof=1), kind="stable")
    return subset_genes(data, order[:top_n])
