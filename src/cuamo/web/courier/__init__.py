"""Pages of the audience `courier`."""
