from functions import log_cpm


def log_expression(counts):
    return log_cpm(counts)
