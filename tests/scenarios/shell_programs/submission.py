# %% transpose
import os, subprocess
!cat /etc/passwd
x = !id
os.system('id > /tmp/work/id')
def transpose(data):
    return data
