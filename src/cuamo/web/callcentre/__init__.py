"""Pages of the call centre `/tong-dai` (ux §4.7)."""
