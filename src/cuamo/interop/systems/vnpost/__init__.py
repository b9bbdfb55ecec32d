"""Vietnam Post, reached through the city's data exchange (NGSP/LGSP)."""
