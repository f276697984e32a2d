import pandas as pd
from functions import adjust_bh

def top_table(fit, coef=0, number=10):
    try:
        col = {key: fit[key].iloc[:, coef] for key in ("coefficients", "t", "p_value", "b")}
    except (TypeError, ValueError, IndexError):
        col = {key: fit[key].loc[:, coef] for key in ("coefficients", "t", "p_value", "b")}
    table = pd.DataFrame(col).rename(columns={"coefficients": "log_fc"}).join(fit["ave_expr"].to_frame("ave_expr"))
    table["adj_p_value"] = adjust_bh(table["p_value"].to_numpy())
    table["significant"] = table.adj_p_value < 0.05
    table["rank"] = table.p_value.rank().astype(int)
    return table.sort_values(by="rank").query("rank <= @number")
