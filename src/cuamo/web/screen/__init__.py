"""Pages of the audience `screen`."""
