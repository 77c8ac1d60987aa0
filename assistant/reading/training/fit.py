"""Fit the network: `python -m assistant.reading.training.fit EXAMPLES RUN`, resumed from its newest checkpoint."""

import argparse
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor

from assistant.reading.encoding import Encoded, PairEncoder
from assistant.reading.network import WORDS, SpanNetwork, base_words, own_weights
from assistant.reading.training.examples import Example, saved_examples
from assistant.reading.training.losses import losses
from store.errors import ModelError

_logger = logging.getLogger(__name__)
_POOL = 24


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes."""

    steps: int
    rate: float
    batch: int = 20
    """Passages in a step."""
    asked_alone: int = 8
    """Of how many of them sentences are read alone too."""
    longest: int = 224
    warm_up: int = 60
    decay_from: float = 0.4
    """Share of the steps after which the learning rate falls, in a straight line, to nothing."""
    layer_decay: float = 0.9
    """What the learning rate is multiplied with from one layer down to the next."""
    smoothing: float = 0.997
    """Of the moving average of the weights, which is what ships."""
    dropout: float = 0.1
    """Share of the hidden states' values that are left out at random, so that less is learned by heart."""
    save_every: int = 100
    seed: int = 1

    def rate_at(self, step: int) -> float:
        """Return the share of the learning rate at a step."""
        start = self.decay_from * self.steps
        falling = 1.0 if step < start else max(0.0, (self.steps - step) / (self.steps - start))
        return min(1.0, (step + 1) / self.warm_up) * falling


class Run:
    """The state of a fitting: the network, its average, the optimiser, and how far it has come."""

    def __init__(self, plan: Plan, start: Path | None) -> None:
        """Start from weights in a file (see `start_weights`), or from the base model."""
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.network = SpanNetwork(plan.dropout)
        self.network.load_state_dict(start_weights(start), strict=False)
        self.network.encoder.embeddings.word_embeddings.weight.requires_grad = False
        self.average = {name: value.detach().clone() for name, value in self._learned()}
        self.optimiser = torch.optim.AdamW(_groups(self.network, plan), weight_decay=0.01)
        self._shares = [float(group["lr"]) for group in self.optimiser.param_groups]
        self.encoder = PairEncoder(plan.longest)
        self.step = 0

    def learn(self, examples: list[Example], encoded: list[Encoded]) -> tuple[float, float, float]:
        """Take one step with a batch; return the losses of words, of "answered here" and of sentences alone."""
        for group, share in zip(self.optimiser.param_groups, self._shares, strict=True):
            group["lr"] = share * self.plan.rate_at(self.step)
        self.network.train()
        random = Random(f"{self.plan.seed} {self.step}")
        found = losses(self.network, self.encoder, examples, encoded, self.plan.asked_alone, random)
        torch.autograd.backward(found.total)
        torch.nn.utils.clip_grad_norm_([value for _, value in self._learned()], 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self._smooth()
        return found.words.item(), found.answered.item(), found.alone.item()

    def save(self, file: Path) -> None:
        """Write all that resuming needs, in one move."""
        part = file.with_suffix(".part")
        state = dict(self._learned())
        torch.save(
            {"step": self.step, "network": state, "average": self.average, "optimiser": self.optimiser.state_dict()},
            part,
        )
        part.replace(file)

    def resume(self, file: Path) -> None:
        """Go on from a checkpoint."""
        state = torch.load(file, weights_only=True)
        self.step = state["step"]
        self.network.load_state_dict(state["network"], strict=False)
        self.average = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])

    def _learned(self) -> list[tuple[str, Tensor]]:
        return [(name, value) for name, value in self.network.named_parameters() if name != WORDS]

    def _smooth(self) -> None:
        share = min(self.plan.smoothing, (1 + self.step) / (20 + self.step))
        with torch.no_grad():
            for name, value in self._learned():
                self.average[name].lerp_(value, 1 - share)


def start_weights(file: Path | None) -> dict[str, Tensor]:
    """Return weights to start from, the word embeddings always the base model's.

    Args:
        file: a checkpoint (.pt, its average is taken); safetensors that `export` wrote, or with keys `enc.*`, `span.*`,
            `null.*`; or None for the base model, whose heads are new.

    Raises:
        ModelError: if the file has not all of the network's weights.
    """
    from safetensors.torch import load_file

    from assistant.reading.network import base_folder

    if file is None:
        base = load_file(base_folder() / "model.safetensors")
        return {f"encoder.{name}": value.float() for name, value in base.items() if not name.startswith("pooler")}
    if file.suffix == ".pt":
        found: dict[str, Tensor] = torch.load(file, weights_only=True)["average"]
    else:
        stored = {name: value.float() for name, value in load_file(file).items() if "pooler" not in name}
        found = {_own_name(name): value for name, value in stored.items()}
    # A network that misses some of them would learn from chance numbers, and nothing would say so.
    missing = sorted(own_weights(SpanNetwork()).keys() - found.keys())
    if missing:
        raise ModelError(
            f"{file} lacks {len(missing)} of the network's weights, {missing[0]} the first. "
            "Name a checkpoint, what `export` wrote, or a warm start with the keys enc.*, span.* and null.*."
        )
    return {**found, WORDS: base_words()}


def _own_name(name: str) -> str:
    """Return what the network calls a weight; the warm start has names of its own for encoder and head."""
    for other, own in (("enc.", "encoder."), ("null.", "answered.")):
        if name.startswith(other):
            return own + name.removeprefix(other)
    return name


def _groups(network: SpanNetwork, plan: Plan) -> list[dict[str, object]]:
    """Return the optimiser's groups: the heads at the full rate, each layer below at a smaller one."""
    layers = [network.encoder.embeddings, *network.encoder.encoder.layer]
    groups = [
        {"params": [value for value in layer.parameters() if value.requires_grad],
         "lr": plan.rate * plan.layer_decay ** (len(layers) - number)}
        for number, layer in enumerate(layers)
    ]  # fmt: skip
    heads = [*network.span.parameters(), *network.answered.parameters()]
    return [*groups, {"params": heads, "lr": plan.rate}]


def batches(encoded: list[Encoded], size: int, random: Random) -> Iterator[list[int]]:
    """Yield batches of numbers for ever, each of pairs of nearly one length, in a drawn order."""
    while True:
        order = list(range(len(encoded)))
        random.shuffle(order)
        for start in range(0, len(order), size * _POOL):
            pool = sorted(order[start : start + size * _POOL], key=lambda number: len(encoded[number].pieces))
            cut = [pool[place : place + size] for place in range(0, len(pool), size)]
            random.shuffle(cut)
            yield from cut


def fit(examples: list[Example], plan: Plan, folder: Path, start: Path | None) -> None:
    """Learn from the examples until the plan's steps are done, saving `latest.pt` in the folder on the way."""
    pairs = [(example.question, example.passage) for example in examples]
    run = Run(plan, start)
    encoded = run.encoder.encode(pairs, [example.start for example in examples])
    newest = folder / "latest.pt"
    if newest.exists():
        run.resume(newest)
        _logger.info("resumed at step %d", run.step)
    recent: list[tuple[float, float, float]] = []
    began = time.monotonic()
    # A resumed run draws other batches than the ones it has seen.
    for numbers in batches(encoded, plan.batch, Random(plan.seed + run.step)):
        if run.step >= plan.steps:
            break
        recent.append(run.learn([examples[number] for number in numbers], [encoded[number] for number in numbers]))
        if run.step % 20 == 0:
            means = np.mean(recent, axis=0)
            seconds = (time.monotonic() - began) / len(recent)
            _logger.info("%6d words %.3f answered %.3f alone %.3f %.2f s a step", run.step, *means, seconds)
            recent, began = [], time.monotonic()
        if run.step % plan.save_every == 0 or run.step == plan.steps:
            run.save(newest)


def main() -> None:
    """Fit, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("examples", type=Path, help="file that `make` wrote")
    parser.add_argument("folder", type=Path, help="where the checkpoints of this run are")
    parser.add_argument("--start", type=Path, help="weights to start from: safetensors or a checkpoint")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--decay-from", type=float, default=0.4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(arguments.threads)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(
        arguments.steps,
        arguments.rate,
        decay_from=arguments.decay_from,
        dropout=arguments.dropout,
        seed=arguments.seed,
    )
    fit(saved_examples(arguments.examples), plan, arguments.folder, arguments.start)


if __name__ == "__main__":
    main()
