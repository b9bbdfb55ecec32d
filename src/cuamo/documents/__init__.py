"""Papers: stored files, printed sheets, signatures."""
