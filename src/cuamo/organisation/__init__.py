"""Where: units, agencies, counters, memberships, shifts."""
