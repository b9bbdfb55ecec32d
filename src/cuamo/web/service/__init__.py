"""Pages of the audience `service`."""
