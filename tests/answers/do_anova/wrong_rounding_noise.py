import numpy as np, pandas as pd
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm
def do_anova(vals, grps):
    df = pd.DataFrame({"v": np.asarray(vals, float), "g": list(grps)})
    if df.g.nunique() < 2 or df.g.nunique() == len(df): raise ValueError("bad")
    return anova_lm(smf.ols("v ~ C(g)", df).fit(), typ=2)["PR(>F)"].iloc[0]
