# %% first
from IPython.display import HTML, SVG, Javascript, Markdown, display
bad = '<script>window.pwned = 1</script><img src=x onerror=window.pwned=1>'
display(HTML(bad)); display(Javascript('window.pwned = 1')); display(Markdown(bad))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"/>'))
print(bad); print('\x1b]0;title\x07\x1b[2J')
# %% transpose
def transpose(data):
    raise ValueError('<script>window.pwned = 1</script>\x1b[31m=cmd|x')
