"""The Python side of a live page: runs cells and reports what they show. It runs in Pyodide."""
