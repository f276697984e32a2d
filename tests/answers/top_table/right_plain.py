import pandas as pd
from functions import adjust_bh

def top_table(fit, coef=0, number=10):
    if isinstance(coef, str):
        coef = fit["t"].columns.get_loc(coef)
    table = pd.DataFrame({
        "log_fc": fit["coefficients"].iloc[:, coef],
        "ave_expr": fit["ave_expr"],
        "t": fit["t"].iloc[:, coef],
        "p_value": fit["p_value"].iloc[:, coef],
        "b": fit["b"].iloc[:, coef],
    })
    table.insert(4, "adj_p_value", adjust_bh(table["p_value"]))
    return table.sort_values("p_value")[:number]
