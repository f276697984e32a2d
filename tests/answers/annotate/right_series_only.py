def annotate(labels, mapping):
    # labels: Series by cell
    out = labels.astype(object).copy()
    for cell, label in labels.items():
        found = [name for name, own in mapping.items() if label in own]
        if len(found) != 1:
            raise ValueError(f"{label!r} has {len(found)} types: {found}")
        out[cell] = found[0]
    return out.rename("cell_type")
