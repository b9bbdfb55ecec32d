"""The SMS gateway of the registered brand (facts §5.7)."""
