import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm

def do_anova(vals, grps):
    df = pd.DataFrame({"v": np.asarray(vals), "g": np.asarray(grps)})
    k = df.g.nunique()
    if k < 2 or k == len(df):
        raise ValueError("bad design")
    if df.v.nunique() == 1:
        return np.nan
    return anova_lm(smf.ols("v ~ C(g) - 1", df).fit())["PR(>F)"].iloc[0]
