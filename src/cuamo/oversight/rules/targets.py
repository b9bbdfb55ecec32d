"""What the city promises: targets of the figures, each with where it comes from."""

ON_TIME = 99
"""Percent of results on time: the public target of the network."""
GOOD = 90
"""Percent satisfied. Law: index of Decision 766/QĐ-TTg, 5.4."""
ALONE = 50
"""Percent filed online by the citizen alone. Law: index of Decision 766/QĐ-TTg, 3.3."""
RETURNED = 5
"""Percent of accepted dossiers asked for more papers, at most: a goal of the network."""
MINUTES = 15
"""Minutes of a visit, at most: a goal of the network."""
