"""What can go wrong with a carrier."""


class CarrierUnavailable(Exception):
    """No answer, or none that can be read: whatever was asked may or may not have been done."""


class CarrierRefused(Exception):
    """The carrier says no for good; asking again does not help."""
