"""The three faults an adapter may raise; whatever else leaves one is a bug."""


class Stale(Exception):
    """What was read has changed since: read again, decide again.

    `reason` is the store's own word for it, for example `EntityAlreadyExists`. After a transaction,
    `key` is the row whose operation failed and `index` its place among the operations; the
    operations after it were not looked at.
    """

    def __init__(
        self, message: str = "", *, key: str = "", reason: str = "", index: int = 0
    ) -> None:
        super().__init__(message or f"{reason or 'changed'}: {key}")
        self.key = key
        self.reason = reason
        self.index = index


class Unavailable(Exception):
    """No answer, or none that says what happened: after a write the outcome is unknown.

    `retry_after`: seconds to wait before it makes sense to ask again.
    """

    def __init__(self, message: str = "", *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Misconfigured(Exception):
    """Asking again will not help: a person has to change something. The message says what."""
