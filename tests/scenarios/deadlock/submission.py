# %% transpose
import threading
def transpose(data):
    lock = threading.Lock(); lock.acquire(); lock.acquire()
