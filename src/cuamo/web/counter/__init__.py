"""Pages of the audience `counter`."""
