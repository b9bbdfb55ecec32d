"""Pages of the audience `officer`."""
