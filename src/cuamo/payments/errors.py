"""What can go wrong with money outside of people's reach."""


class GatewayUnavailable(Exception):
    """The payment platform did not answer, or not in the agreed form; ask again later."""
