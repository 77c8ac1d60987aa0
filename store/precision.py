"""The number type in which this processor computes a network fastest."""

import threading
import time
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

# As torch names them, of x86 and of ARM.
_INSTRUCTIONS = ("amx_bf16", "avx512_bf16", "bf16")
# One product of the network's widest layer with as many pieces as a few passages have.
_PIECES, _WIDTH, _INNER = 1024, 384, 1536
_ROUNDS = 5
# bfloat16 must be worth its rounding; and where both are much the same, chance should not choose.
_FASTER = 1.25


_timing = threading.Lock()


def fastest_precision() -> "torch.dtype":
    """Return bfloat16 where the processor is faster with it, as measured once for each process; else float32.

    Instructions for bfloat16 do not say it: of two processors that have them and no tiles (AMX), one embedded 40
    passages a second in bfloat16 and 68 in float32, and the other 60 and 39 (`python -m benchmarks.precision`). The
    product that is timed takes some milliseconds. Without instructions for it, bfloat16 is slow, and nothing is timed.
    """
    # Two that time at once would disturb each other, and might choose differently.
    with _timing:
        return _chosen()


@cache
def _chosen() -> "torch.dtype":
    import torch

    capabilities = torch.cpu.get_capabilities()
    if not any(capabilities.get(name, False) for name in _INSTRUCTIONS):
        return torch.float32
    seconds = seconds_of_products((torch.float32, torch.bfloat16))
    return torch.bfloat16 if seconds[torch.float32] >= _FASTER * seconds[torch.bfloat16] else torch.float32


def seconds_of_products(precisions: "tuple[torch.dtype, ...]") -> "dict[torch.dtype, float]":
    """Return how long a product of the network takes in each number type, the best of some rounds in turn."""
    import torch

    found = dict.fromkeys(precisions, float("inf"))
    with torch.inference_mode():
        factors = {
            kind: (torch.ones(_PIECES, _WIDTH, dtype=kind), torch.ones(_INNER, _WIDTH, dtype=kind))
            for kind in precisions
        }
        for _ in range(_ROUNDS):
            for kind, (rows, weights) in factors.items():
                began = time.perf_counter()
                torch.nn.functional.linear(rows, weights)
                found[kind] = min(found[kind], time.perf_counter() - began)
    return found
