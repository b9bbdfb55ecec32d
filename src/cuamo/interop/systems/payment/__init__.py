"""The payment platform."""
