"""The number type in which this processor computes a network fastest."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def fastest_precision() -> "torch.dtype":
    """Return bfloat16 where the processor multiplies matrices of it in tiles (AMX), else float32.

    Instructions for bfloat16 alone (avx512_bf16) do not pay: on such a processor without tiles, MiniLM embedded 40
    passages a second in bfloat16 and 68 in float32 (`python -m benchmarks.precision`); with tiles, bfloat16
    gave 1.8 times as many as float32.
    """
    import torch

    tiles = bool(torch.cpu.get_capabilities().get("amx_bf16", False))
    return torch.bfloat16 if tiles else torch.float32
