"""What becomes of finished dossiers: retention, the archive, legal hold, destruction."""
