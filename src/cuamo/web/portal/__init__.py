"""Pages of the audience `portal`."""
