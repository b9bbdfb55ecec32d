"""Ground: ledger, jobs, actors, clock, calendars, money, audit, crypto. Knows no domain word."""
