def cpm(counts):
    def one(sample):
        size = sample.sum()
        if size == 0:
            raise ValueError(f"{sample.name} is empty")
        return sample / size * 10**6
    return counts.apply(one)
