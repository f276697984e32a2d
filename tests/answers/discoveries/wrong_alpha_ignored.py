from scipy.stats import false_discovery_control


def discoveries(pvals, alpha=0.05):
    return false_discovery_control(pvals) < 0.05
