"""Write the weights that ship: `python -m assistant.reading.training.export FILE CHECKPOINT [CHECKPOINT ...]`."""

import argparse
import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from assistant.reading.network import WORDS
from assistant.reading.training.fit import start_weights

_logger = logging.getLogger(__name__)


def averaged(files: Sequence[Path]) -> dict[str, Tensor]:
    """Return the mean of the weights of several checkpoints, without the word embeddings, in float16."""
    states = [start_weights(file) for file in files]
    names = sorted(states[0].keys() - {WORDS})
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0).to(torch.float16).contiguous()
        for name in names
    }


def main() -> None:
    """Export, from the command line; the sha256 that `trained.py` expects is said at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="the safetensors to write")
    parser.add_argument("checkpoints", type=Path, nargs="+", help="checkpoints, of which the mean is taken")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from safetensors.torch import save_file

    save_file(averaged(arguments.checkpoints), arguments.file)
    written = arguments.file.read_bytes()
    _logger.info("%s: %d bytes, sha256 %s", arguments.file, len(written), hashlib.sha256(written).hexdigest())


if __name__ == "__main__":
    main()
