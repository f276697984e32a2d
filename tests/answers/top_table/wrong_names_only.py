import numpy as np
import pandas as pd
from functions import adjust_bh

def top_table(fit, coef=0, number=10):
    p = fit["p_value"][coef]
    table = pd.DataFrame({
        "log_fc": fit["coefficients"][coef],
        "ave_expr": fit["ave_expr"],
        "t": fit["t"][coef],
        "p_value": p,
        "adj_p_value": adjust_bh(p),
        "b": fit["b"][coef],
    })
    return table.sort_values("p_value").head(number)
