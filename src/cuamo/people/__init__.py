"""Who: accounts, persons, the record of every reading of personal data."""
