"""What a machine may say about a scanned paper: pure rules over pictures and words."""
