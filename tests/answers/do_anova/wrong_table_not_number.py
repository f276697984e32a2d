import numpy as np, pandas as pd
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm
def do_anova(vals, grps):
    df = pd.DataFrame({"v": np.asarray(vals, float), "g": list(grps)})
    if df.g.nunique() < 2 or df.g.nunique() == len(df): raise ValueError("bad")
    if df.v.nunique() == 1: return float("nan")
    if (df.groupby("g").v.nunique() == 1).all(): return 0.0
    return anova_lm(smf.ols("v ~ C(g)", df).fit(), typ=2)["PR(>F)"]
