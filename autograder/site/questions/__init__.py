"""Quizzes, predictions and Parsons problems of a lesson: their text, and what becomes of it."""
