from scipy import stats

def do_anova(vals, grps):
    levels = grps.unique()
    if len(levels) < 2 or len(levels) == len(grps):
        raise ValueError(f"cannot test {len(grps)} samples in {len(levels)} groups")
    if (vals == vals[0]).all():
        return float("nan")
    parts = [vals[grps == level] for level in levels]
    # f_oneway gives 0 where nothing varies within the groups
    F, p = stats.f_oneway(*parts)
    return p
