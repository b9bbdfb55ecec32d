"""Custody: parcels, seals, manifests, two-sided hand-overs."""
