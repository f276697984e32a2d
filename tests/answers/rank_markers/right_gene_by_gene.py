import pandas as pd
from scipy.stats import false_discovery_control, ttest_ind

def rank_markers(data, labels, group):
    frame = pd.DataFrame(data["expression"], index=data["genes"].index)
    inside = [label == group for label in list(labels)]
    outside = [not one for one in inside]
    rows = {}
    for gene, values in frame.iterrows():
        a, b = values[inside], values[outside]
        test = ttest_ind(a, b, equal_var=False)
        rows[gene] = {
            "log_fc": a.mean() - b.mean(), "t": test.statistic, "p_value": test.pvalue,
            "pct_in": sum(a > 0) / len(a), "pct_out": sum(b > 0) / len(b),
        }
    table = pd.DataFrame.from_dict(rows, orient="index").sort_values("p_value")
    table["adj_p_value"] = false_discovery_control(table["p_value"])
    return table
