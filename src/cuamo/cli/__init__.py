"""The command `cuamo`."""
