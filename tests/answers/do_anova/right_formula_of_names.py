import numpy as np
import pandas as pd
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

def do_anova(vals, grps):
    df = pd.DataFrame({"vals": vals, "grps": grps})
    sizes = df["grps"].value_counts()
    if len(sizes) < 2:
        raise ValueError("fewer than 2 groups: " + ", ".join(sizes.index))
    if (sizes == 1).all():
        raise ValueError("no residual degrees of freedom")
    if df["vals"].std() == 0:
        return np.nan
    table = anova_lm(ols("vals ~ grps", data=df).fit(), typ=1)
    return float(table.loc["grps", "PR(>F)"])
