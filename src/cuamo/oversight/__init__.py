"""Figures built out of the ledger."""
