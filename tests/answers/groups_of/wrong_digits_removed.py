def groups_of(names):
    return ["".join(c for c in name if not c.isdigit()).rstrip(".") for name in names]
