"""What can go wrong while the product is set up and run."""


class OpsError(Exception):
    """Said to the operator in one line, without a traceback."""
