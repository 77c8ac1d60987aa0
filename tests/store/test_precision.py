"""Which number type is taken on which processor."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from store import precision
from store.precision import fastest_precision, seconds_of_products


@pytest.fixture(autouse=True)
def _measured_anew() -> Iterator[None]:
    precision._chosen.cache_clear()
    yield
    precision._chosen.cache_clear()


@pytest.mark.parametrize(
    ("capability", "float32", "bfloat16", "expected"),
    [
        ("amx_bf16", 0.008, 0.002, torch.bfloat16),
        ("avx512_bf16", 0.006, 0.003, torch.bfloat16),
        ("avx512_bf16", 0.005, 0.004, torch.bfloat16),
        ("avx512_bf16", 0.006, 0.005, torch.float32),
        ("avx512_bf16", 0.003, 0.005, torch.float32),
        ("avx2", 0.006, 0.001, torch.float32),
    ],
)
def test_bfloat16_is_taken_where_it_is_faster_by_a_quarter(
    capability: str, float32: float, bfloat16: float, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only where the processor has instructions for it."""
    seconds = {torch.float32: float32, torch.bfloat16: bfloat16}
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {capability: True})
    monkeypatch.setattr(precision, "seconds_of_products", lambda _: seconds)
    assert fastest_precision() == expected


def test_the_choice_stays_for_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Embedder and reader compute in one type, and nothing is timed twice."""
    timed = []
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": True})
    monkeypatch.setattr(
        precision, "seconds_of_products", lambda kinds: timed.append(kinds) or {torch.float32: 2.0, torch.bfloat16: 1.0}
    )
    assert fastest_precision() == fastest_precision() == torch.bfloat16
    assert timed == [(torch.float32, torch.bfloat16)]


def test_products_are_timed() -> None:
    """Each type has the shortest of its own rounds, which take turns."""
    ticks = iter([0.0, 9.0, 10.0, 12.0, 20.0, 24.0, 30.0, 31.0, *(t for n in range(6) for t in (n, n + 50.0))])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(precision.time, "perf_counter", lambda: next(ticks))
        assert seconds_of_products((torch.float32, torch.bfloat16)) == {torch.float32: 4.0, torch.bfloat16: 1.0}
    assert all(0 < value < float("inf") for value in seconds_of_products((torch.float32,)).values())


def test_several_that_ask_at_once_get_one_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Embedder and reader load in threads of their own; the second one waits for what the first one times."""
    timed = []

    def slowly(kinds: tuple[torch.dtype, ...]) -> dict[torch.dtype, float]:
        timed.append(kinds)
        time.sleep(0.05)
        return {torch.float32: 2.0, torch.bfloat16: float(len(timed))}

    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    monkeypatch.setattr(precision, "seconds_of_products", slowly)
    with ThreadPoolExecutor(4) as threads:
        chosen = list(threads.map(lambda _: fastest_precision(), range(4)))
    assert chosen == [torch.bfloat16] * 4
    assert len(timed) == 1
