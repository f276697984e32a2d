import re


def groups_of(names):
    return [re.match(r"[^.]*", name).group() for name in names]
