# %% transpose
from IPython.display import display, publish_display_data
print('10.0'); publish_display_data({'text/plain': '1.0'}); display(1.0)
def transpose(data):
    return data
1.0
