"""The archive for demonstrations and tests: its own process, its own memory."""
