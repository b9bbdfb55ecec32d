"""Messages and one-time codes."""
