# %% transpose
def transpose(data):
    return {'expression': "!!python/object/apply:os.system ['true']", 'genes': b'\x93NUMPY\x01\x00', 'samples': b'\x80\x04cos\nsystem\n'}
