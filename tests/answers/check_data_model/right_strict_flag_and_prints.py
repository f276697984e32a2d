import numpy as np
import pandas as pd


def check_data_model(data, strict=True, verbose=False):
    print("checking")
    keys = ("expression", "genes", "samples")
    absent = [k for k in keys if k not in data.keys()]
    if absent:
        raise ValueError(f"missing {absent}")
    e, g, s = (data[k] for k in keys)
    if not isinstance(e, np.ndarray):
        raise ValueError("expression: no ndarray")
    if e.ndim != 2:
        raise ValueError("expression: not 2-D")
    if not (np.issubdtype(e.dtype, np.floating) or np.issubdtype(e.dtype, np.integer)):
        raise ValueError("expression: no numbers")
    if not isinstance(g, pd.DataFrame):
        raise ValueError("genes: no DataFrame")
    if not isinstance(s, pd.DataFrame):
        raise ValueError("samples: no DataFrame")
    if len(g) != len(e):
        raise ValueError("{} genes, {} rows".format(len(g), len(e)))
    if len(s) != len(e.T):
        raise ValueError("{} samples, {} columns".format(len(s), len(e.T)))
    if not g.index.is_unique:
        raise ValueError("gene %s" % g.index[g.index.duplicated()][0])
    if not s.index.is_unique:
        raise ValueError("sample %s" % s.index[s.index.duplicated()][0])
