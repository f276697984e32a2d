# %% first
import atexit, signal, weakref, time
class Last:
    def __del__(self): time.sleep(60)
last = Last()
atexit.register(time.sleep, 60)
for number in (15, 2, 1): signal.signal(number, lambda *a: time.sleep(60))
# %% transpose
def transpose(data):
    return data
