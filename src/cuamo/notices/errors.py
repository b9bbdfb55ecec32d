"""Why a text was not taken by the provider."""


class SmsUnavailable(Exception):
    """The provider did not answer, or says to come again; trying later may help."""


class SmsRefused(Exception):
    """The provider will not send this text to this number; trying again does not help."""
