"""A simulated Viettel Post."""
