"""Background work that starts only if the change it belongs to is committed."""

from collections.abc import Callable
from typing import Any, Generic, ParamSpec

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

P = ParamSpec("P")


class Job(Generic[P]):
    """A function that can run now, or later in the worker."""

    def __init__(self, function: Callable[P, None], *, queue: str, attempts: int, cron: str | None) -> None:
        self.function = function
        self.name = f"{function.__module__}.{function.__name__}"
        self.__doc__ = function.__doc__
        retry = RetryStrategy(max_attempts=attempts, exponential_wait=3)

        def run(**kwargs: Any) -> None:
            kwargs.pop("timestamp", None)
            function(**kwargs)  # type: ignore[call-arg]  # the keywords are those of enqueue

        run.__name__ = function.__name__
        self.task = app.task(name=self.name, queue=queue, retry=retry)(run)
        if cron is not None:
            app.periodic(cron=cron)(self.task)  # type: ignore[arg-type]  # the time stamp is dropped in run

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.function(*args, **kwargs)

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Put one run into the queue, in the running transaction. Keywords only; values must be JSON."""
        self.task.defer(**kwargs)


def job(
    queue: str = "default", attempts: int = 5, cron: str | None = None
) -> Callable[[Callable[P, None]], Job[P]]:
    """Make a function a job: ids in, one call, safe to run twice. `cron` also runs it by the clock."""

    def wrap(function: Callable[P, None]) -> Job[P]:
        return Job(function, queue=queue, attempts=attempts, cron=cron)

    return wrap
