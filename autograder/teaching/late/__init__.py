"""Late work: a policy in one file, its effect shown before it counts, applied through nbgrader."""
