"""Grading submissions: the answers run in a jail, everything that decides stays outside it."""
