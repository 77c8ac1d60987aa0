"""How often something may happen."""

from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic

_MOST_COUNTED = 20_000


class RateLimit:
    """At most so many times within some seconds, for each name of what is counted."""

    def __init__(self, times: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._times = times
        self._seconds = seconds
        self._clock = clock
        self._counted: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, counted: str) -> float:
        """Return for how many seconds it may not happen again; 0 where it may now."""
        happened = self._recent(counted)
        if len(happened) < self._times:
            return 0.0
        return happened[0] + self._seconds - self._clock()

    def note(self, counted: str) -> None:
        """Note that it happened."""
        happened = self._recent(counted)
        happened.append(self._clock())
        self._counted[counted] = happened
        self._counted.move_to_end(counted)
        # What was counted longest ago goes first, so that made-up names do not fill the memory.
        while len(self._counted) > _MOST_COUNTED:
            self._counted.popitem(last=False)

    def take_back(self, counted: str) -> None:
        """Take back what was noted last."""
        happened = self._recent(counted)
        if happened:
            happened.pop()

    def forget(self, counted: str) -> None:
        """Forget what was counted under a name."""
        self._counted.pop(counted, None)

    def take(self, counted: str) -> float:
        """Note it if it may happen; return 0 then, else for how many seconds it may not."""
        wait = self.wait(counted)
        if wait <= 0:
            self.note(counted)
            return 0.0
        return wait

    def _recent(self, counted: str) -> deque[float]:
        happened = self._counted.get(counted, deque())
        since = self._clock() - self._seconds
        while happened and happened[0] <= since:
            happened.popleft()
        return happened
