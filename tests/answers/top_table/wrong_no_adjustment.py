import numpy as np
import pandas as pd
from functions import adjust_bh

def top_table(fit, coef=0, number=10):
    j = list(fit["t"].columns).index(coef) if isinstance(coef, str) else coef
    p = fit["p_value"].iloc[:, j]
    table = pd.DataFrame({
        "log_fc": fit["coefficients"].iloc[:, j],
        "ave_expr": fit["ave_expr"],
        "t": fit["t"].iloc[:, j],
        "p_value": p,
        "adj_p_value": p,
        "b": fit["b"].iloc[:, j],
    })
    return table.sort_values("p_value").head(number)
