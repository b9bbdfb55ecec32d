"""Pages of the audience `my`."""
