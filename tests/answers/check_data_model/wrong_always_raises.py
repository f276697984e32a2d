def check_data_model(data):
    raise ValueError(f"expression genes samples {data}")
