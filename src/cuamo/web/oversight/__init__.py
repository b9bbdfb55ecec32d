"""Pages of the audience `oversight`."""
