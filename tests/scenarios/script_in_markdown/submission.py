# %% markdown
<script>window.pwned = 1</script>
<img src=x onerror=window.pwned=1>
[a](javascript:window.pwned=1)
# %% transpose
def transpose(data):
    return data
