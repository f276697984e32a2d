class AnnotationError(ValueError):
    pass

def annotate(labels, mapping, default=None):
    seen, twice = {}, set()
    for name in mapping:
        for one in set(mapping[name]):
            if one in seen:
                twice.add(one)
            seen[one] = name
    if twice:
        raise AnnotationError("more than one type", sorted(twice))
    try:
        return tuple(seen[one] for one in labels)
    except KeyError as error:
        raise AnnotationError(f"cluster {error} is missing in the mapping") from error
