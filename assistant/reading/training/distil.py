"""Fit a teacher, and networks to what it says: `python -m assistant.reading.training.distil --help`.

Made for one GPU, on which it takes some minutes; it runs, slowly, on any processor.
"""

import argparse
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import nn

from assistant.reading.network import SpanNetwork, own_weights
from assistant.reading.training.batches import Loaded, batches, read
from assistant.reading.training.fit import start_weights
from assistant.reading.training.judgement import judge
from assistant.reading.training.losses import ALONE_WEIGHT
from assistant.reading.training.packed import saved
from assistant.reading.training.teacher import TeacherNetwork
from assistant.reading.training.teaching import loss_of_labels, loss_of_teacher
from store.errors import ModelError

_logger = logging.getLogger(__name__)
_REPORT_SECONDS = 10
_REPORT_STEPS = 50
_PASSAGES, _ALONE = 0, 1
# The network that learns is smaller: of its batches, this many tokens for one of the teacher's.
_TIMES = 3


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of learning."""

    name: str
    rate: float
    tokens: int
    passages: float
    """Share of the steps that read passages; the others read sentences alone."""
    decay_from: float = 0.0
    """Share of the stretch after which the learning rate falls, in a straight line, to nothing."""
    warm_up: int = 100
    labels: float = 1.0
    """Share of the steps that learn from labels; the others learn from what the teacher said."""

    def rate_at(self, step: int, share: float) -> float:
        """Return the learning rate at a step, which is taken when a share of the stretch has passed."""
        falling = min(1.0, (1 - share) / (1 - self.decay_from))
        return self.rate * min(1.0, (step + 1) / self.warm_up) * falling


class Clock:
    """How much of a stretch has passed, by the clock: a lease of a GPU ends when it ends."""

    def __init__(self, seconds: float) -> None:
        """Begin a stretch of so many seconds."""
        self._seconds = seconds
        self._began = time.monotonic()

    def __call__(self, _step: int) -> float:
        """Return the share that has passed; 1 and more is the end."""
        return (time.monotonic() - self._began) / self._seconds


def learn(
    network: nn.Module,
    phase: Phase,
    passed: Callable[[int], float],
    labelled: tuple[Loaded, Loaded],
    said: tuple[Loaded, Loaded] | None = None,
    seed: int = 1,
) -> None:
    """Learn from labelled passages and sentences, and from those of which a teacher spoke.

    Args:
        network: a `SpanNetwork` or a `TeacherNetwork`.
        phase: how.
        passed: returns the share of the stretch that has passed, given the number of steps taken; 1 ends it.
        labelled: passages, and sentences alone, whose labels are believed.
        said: the same, of which only what a teacher said is believed; None where the network is the teacher.
        seed: draws the batches.
    """
    random = Random(seed)
    network.train()
    weights = [value for value in network.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=phase.rate, weight_decay=0.01, fused=weights[0].is_cuda)
    drawn = {
        (kind, by_teacher): batches(both[kind].bounds, both[kind].lengths, phase.tokens, random)
        for by_teacher, both in ((False, labelled), (True, said))
        if both is not None
        for kind, share in ((_PASSAGES, phase.passages), (_ALONE, 1 - phase.passages))
        if share
    }
    step, report = 0, _Report(phase.name)
    while (share := passed(step)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = phase.rate_at(step, share)
        kind = _PASSAGES if random.random() < phase.passages else _ALONE
        by_teacher = said is not None and random.random() >= phase.labels
        source = said if said is not None and by_teacher else labelled
        batch = source[kind].batch(next(drawn[kind, by_teacher]))
        loss_of = loss_of_teacher if by_teacher else loss_of_labels
        loss = loss_of(*read(network, batch), batch, alone=kind == _ALONE)
        torch.autograd.backward(loss * (ALONE_WEIGHT if kind == _ALONE and phase.passages else 1.0))
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        report.add(step, kind, by_teacher, loss, batch.pieces.numel())
    report.end(step)


class _Report:
    """Tells how learning goes; a loss is taken over only now and then, because a GPU must be waited for to know it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tokens = 0
        self._began = self._told = time.monotonic()
        self._losses: dict[str, list[float]] = defaultdict(list)

    def add(self, step: int, kind: int, by_teacher: bool, loss: torch.Tensor, tokens: int) -> None:
        self._tokens += tokens
        if step % _REPORT_STEPS == 0:
            name = f"{('passages', 'alone')[kind]} {('labels', 'teacher')[by_teacher]}"
            self._losses[name].append(loss.item())
        if time.monotonic() - self._told > _REPORT_SECONDS:
            self._told = time.monotonic()
            means = {name: round(float(np.mean(found)), 3) for name, found in sorted(self._losses.items())}
            _logger.info("%s: %.0f s, %d steps %s", self._name, self._told - self._began, step, means)
            self._losses.clear()

    def end(self, step: int) -> None:
        took = time.monotonic() - self._began
        _logger.info("%s: %d steps in %.0f s, %.0f tokens a second", self._name, step, took, self._tokens / took)


def loaded(file: Path, device: torch.device) -> tuple[Loaded, Loaded]:
    """Return what `packed` wrote: passages, and sentences alone.

    Raises:
        ModelError: if the file holds something else, or no sentences.
    """
    packed = saved(file)
    if not len(packed.alone):
        raise ModelError(
            f"{file} holds no sentences to read alone. Pack examples of several sentences, --alone above 0."
        )
    return Loaded(packed.passages, device), Loaded(packed.alone, device)


def save(network: SpanNetwork, file: Path) -> None:
    """Write the network's own weights as `export` and `start_weights` take them."""
    from safetensors.torch import save_file

    save_file({name: value.half().contiguous().cpu() for name, value in own_weights(network).items()}, file)


def taught(folder: Path, labelled: tuple[Loaded, Loaded], seconds: float, tokens: int, seed: int) -> TeacherNetwork:
    """Return a teacher that learned from the labels for so many seconds."""
    teacher = TeacherNetwork(folder).to(labelled[_PASSAGES].device)
    phase = Phase("teacher", 6e-5, tokens, passages=0.6, decay_from=0.1)
    learn(teacher, phase, Clock(seconds), labelled, seed=seed)
    return teacher


def pupil(start: Path | None, device: torch.device) -> SpanNetwork:
    """Return the network that is to learn from the teacher, its word embeddings the base model's for good."""
    network = SpanNetwork(dropout=0.05)
    network.load_state_dict(start_weights(start), strict=False)
    network.encoder.set_attn_implementation("sdpa")
    network.encoder.embeddings.word_embeddings.weight.requires_grad = False
    return network.to(device)


def main() -> None:
    """Fit, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path, help="folder of all-mpnet-base-v2")
    parser.add_argument("labelled", type=Path, help="what `packed` wrote of examples whose labels are believed")
    parser.add_argument("others", type=Path, help="what `packed` wrote of examples of which only the teacher speaks")
    parser.add_argument("held_out", type=Path, help="what `packed --most-alone 99` wrote of examples to judge by")
    parser.add_argument("folder", type=Path, help="where three branches are written; their mean ships")
    parser.add_argument("--start", type=Path, help="weights of the shipped network to start from")
    parser.add_argument("--teach", type=float, default=215, help="seconds for the teacher")
    parser.add_argument("--trunk", type=float, default=110, help="seconds for the network on both")
    parser.add_argument("--branch", type=float, default=42, help="seconds more for each of its three branches")
    parser.add_argument("--tokens", type=int, default=24576, help="tokens of a batch of the teacher's")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.manual_seed(arguments.seed)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    labelled, others, held_out = (
        loaded(file, device) for file in (arguments.labelled, arguments.others, arguments.held_out)
    )
    _logger.info("loaded on %s", device)
    teacher = taught(arguments.teacher, labelled, arguments.teach, arguments.tokens, arguments.seed)
    _logger.info("teacher: %s", judge(teacher, held_out))
    for each in others:
        each.say(teacher, 4 * arguments.tokens)
    _logger.info("the teacher has spoken of all")
    del teacher
    network = pupil(arguments.start, device)
    _logger.info("start: %s", judge(network, held_out))
    tokens = _TIMES * arguments.tokens
    trunk = Phase("trunk", 4e-4, tokens, passages=0.55, decay_from=0.5, labels=0.2)
    learn(network, trunk, Clock(arguments.trunk), labelled, others, arguments.seed + 1)
    _logger.info("trunk: %s", judge(network, held_out))
    kept = {name: value.clone() for name, value in network.state_dict().items()}
    for name, passages in (("passages", 1.0), ("alone", 0.0), ("joint", 0.55)):
        network.load_state_dict(kept)
        branch = Phase(name, 3e-4, tokens, passages, labels=0.2)
        learn(network, branch, Clock(arguments.branch), labelled, others, arguments.seed + 2)
        _logger.info("%s: %s", name, judge(network, held_out))
        save(network, arguments.folder / f"{name}.safetensors")


if __name__ == "__main__":
    main()
