"""Which adapter stands behind which port. Called once when the product starts."""


def wire() -> None:
    """Bind every port; each line names the port and what answers it."""
