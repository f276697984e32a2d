"""``course check``: verdicts on Python files and notebooks, each exercise in a process of its own."""
