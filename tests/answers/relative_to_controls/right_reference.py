from functions import responses_relative_to_control


def relative_to_controls(responses, is_control):
    return responses_relative_to_control(responses, is_control)
