from scipy.stats import false_discovery_control


def discoveries(pvals, alpha=0.05):
    return [bool(q < alpha) for q in false_discovery_control(pvals)]
