"""Texts of small pages that several tests build."""

HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A lesson

"""

PUZZLE = """\
```{parsons} add-up
Put the lines in order. One line is not needed.

~~~python
total = 0
for one in [1, 2, 3]:
    # every one
    total += one
print(total)
~~~

- [Z1] `    total = one`
  This forgets the others.
```
"""
