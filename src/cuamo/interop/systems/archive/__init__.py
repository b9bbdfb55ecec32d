"""The electronic archive that finished dossiers are handed to."""
