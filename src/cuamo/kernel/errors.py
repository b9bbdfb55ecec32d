"""What can go wrong for a person, said in Vietnamese and English: what, where, how to mend it."""


class DomainError(Exception):
    """A refusal a person can understand and mend; pages and the API show it, never a 500."""

    status = 422

    def __init__(
        self, code: str, vi: str, en: str, *, where: str = "", hint_vi: str = "", hint_en: str = ""
    ) -> None:
        super().__init__(code, vi, en)
        self.code = code
        self.vi = vi
        self.en = en
        self.where = where
        self.hint_vi = hint_vi
        self.hint_en = hint_en

    def __str__(self) -> str:
        return f"{self.code}: {self.en}"


class NotPermitted(DomainError):
    """The actor may not do this here."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or none this actor may see."""

    status = 404


class Conflict(DomainError):
    """Somebody else was first, or the same key came with another content."""

    status = 409


class IllegalTransition(Conflict):
    """The state does not allow this step."""


class Invalid(DomainError):
    """Something entered cannot be taken as it is."""


class TooMany(DomainError):
    """Too many tries; wait."""

    status = 429
