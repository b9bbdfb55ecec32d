"""Money owed and received."""
