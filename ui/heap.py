"""The C library's heap: large blocks go back to the system as soon as they are free."""

import ctypes
import sys

# Parameters of mallopt, of glibc's malloc.h.
_MMAP_THRESHOLD = -3
_ARENA_MAX = -8
_LARGE = 1 << 20
_ARENAS = 2


def keep_heap_small() -> None:
    """Have free blocks of a megabyte and more returned to the system, with glibc; elsewhere nothing is done.

    By itself, glibc takes the first large block that is freed as a sign that such blocks are better kept, up to 32 MB
    each. A reader's batches have another size with each question, so what was kept seldom fits what is wanted next:
    after 80 questions of four threads a process held 1,368 MB, of which 915 MB were free, and with this 520 MB
    (`python -m benchmarks.heap` does likewise). A question took 4 % more of the processor, measured once, on a busy
    machine. Of arenas, which keep what threads gave back, two are enough for threads that take turns anyway.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_ARENA_MAX, _ARENAS)
