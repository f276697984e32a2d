"""The side that runs submissions: everything here lives inside the jail."""
