import numpy as np, pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
def do_anova(vals, grps):
    df = pd.DataFrame({"v": np.asarray(vals, float), "g": list(grps)})
    if df.g.nunique() < 2:
        raise ValueError("need at least two groups")
    if len(df) <= df.g.nunique():
        raise ValueError("no residual degrees of freedom")
    if df.v.nunique() == 1:
        return np.nan
    if (df.groupby("g").v.nunique() == 1).all():
        return 0.0
    fit = smf.ols("v ~ C(g)", df).fit()
    return sm.stats.anova_lm(fit, typ=2)["PR(>F)"].iloc[0]
