"""A simulated Vietnam Post."""
