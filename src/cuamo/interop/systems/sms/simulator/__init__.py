"""The gateway for demonstrations and tests: its own process, its own memory."""
