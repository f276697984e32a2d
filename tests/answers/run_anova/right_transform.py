import pandas as pd
from scipy import stats
from functions import adjust_bh, expression_df

def run_anova(data, groups, alpha=0.05):
    df = expression_df(data).T
    if isinstance(groups, pd.Series):
        keys = groups[df.index].to_numpy()
    else:
        keys = list(groups)
    k, n = len(set(keys)), len(df)
    group_mean = df.groupby(keys).transform("mean")
    ss_within = ((df - group_mean) ** 2).sum()
    ss_between = ((group_mean - df.mean()) ** 2).sum()
    out = pd.DataFrame(index=df.columns)
    out["F"] = (ss_between / (k - 1)) / (ss_within / (n - k))
    out["pval"] = stats.f.sf(out["F"], k - 1, n - k)
    out["pval_fdr"] = adjust_bh(out["pval"].to_numpy())
    out["significant"] = out["pval_fdr"] < alpha
    out["rank"] = out["pval"].rank()
    return out
