import pandas as pd
from scipy.stats import false_discovery_control

def top_table(fit, coef=0, number=10, sort_by="p"):
    name = coef if coef in list(fit["coefficients"].columns) else fit["coefficients"].columns[coef]
    columns = {"log_fc": "coefficients", "t": "t", "p_value": "p_value", "b": "b"}
    table = pd.concat([fit[key][name].rename(new) for new, key in columns.items()] + [fit["ave_expr"].rename("ave_expr")], axis=1)
    table["adj_p_value"] = false_discovery_control(table["p_value"])
    return table.nsmallest(number, "p_value")
