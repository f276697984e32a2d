"""A class that doesn't exist, to see what a teacher sees."""
