"""Section 6 of the paper: the data, the networks and the experiments."""
