"""The teacher's side: assignments from one text source, and the classroom with nbgrader."""
