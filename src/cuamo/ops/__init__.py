"""Setting the product up, running its processes, checking it, backing it up; imports no app."""
