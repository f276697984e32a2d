"""Grades for other systems, and feedback pages that only their students can find."""
