import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm

def do_anova(vals, grps):
    frame = pd.DataFrame(dict(y=np.array(vals, dtype=float), x=pd.Categorical(list(grps))))
    k = frame.x.nunique()
    if k < 2:
        raise ValueError("one group")
    if k >= len(frame):
        raise ValueError("no residual degrees of freedom")
    if frame.y.min() == frame.y.max():
        return np.float64("nan")
    if frame.groupby("x", observed=True).y.std(ddof=0).max() == 0:
        return np.float64(0)
    return anova_lm(smf.ols("y ~ x", frame).fit(), typ=3)["PR(>F)"]["x"]
