"""One training: `python -m training.train --help`; writes the averaged weights as PyTorch's.

AdamW with a short warm-up and a linear fall; the lower a layer the slower it moves; word and
position tables stay as they are. What is kept is a moving average of the weights, not the last.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from . import data
from .augment import people_names
from .encode import IGNORED, Batch, batches, units
from .model import NameModel, from_base

SIZE = 16
RATE = 1.5e-4
# The classifier and the case table start from nothing.
FRESH = 5.0
# What each layer moves of what the one above it does.
LAYER_DECAY = 0.9
SMOOTHING = 0.03
WARM_UP = 0.06
# The moving average: what stays of it, and the steps between two looks, as each costs time.
AVERAGE = 0.98
AVERAGED_EVERY = 4
WEIGHTS = {"gum": 1.0, "uner": 1.0, "wikigold": 1.5, "gmb": 1.0, "ewt": 0.7}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base")
    parser.add_argument("--start", type=Path, help="weights of an earlier training to go on from")
    parser.add_argument("--texts", type=Path, required=True, help="folder of names-*.jsonl")
    parser.add_argument("--ewt", type=Path, help="en_ewt-ud-train.iob2")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--everything", action="store_true", help="the development split as well")
    parser.add_argument("--weights", default="", help="gmb=0.5,btc=0.2")
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--minutes", type=float, default=600, help="shorten a run that is longer")
    parser.add_argument("--bf16", action="store_true", help="where the processor has avx512_bf16")
    arguments = parser.parse_args()
    weights = dict(WEIGHTS)
    for pair in filter(None, arguments.weights.split(",")):
        name, _, value = pair.partition("=")
        weights[name] = float(value)
    weights = {name: value for name, value in weights.items() if value}
    documents = data.read_all(arguments.texts, weights, arguments.ewt)
    if not arguments.everything:
        documents = [one for one in documents if not data.is_held_out(one)]
    tokenizer = Tokenizer.from_file(str(arguments.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    torch.manual_seed(arguments.seed)
    model = from_base(arguments.base / "model.safetensors")
    if arguments.start:
        model.load_state_dict(torch.load(arguments.start))
    state = train(
        model,
        documents,
        tokenizer,
        random.Random(arguments.seed),
        arguments.passes,
        arguments.rate,
        arguments.minutes * 60,
        bf16=arguments.bf16,
    )
    torch.save(state, arguments.out)


def train(
    model: NameModel,
    documents: list[data.Document],
    tokenizer: Tokenizer,
    rng: random.Random,
    passes: int,
    rate: float,
    seconds: float,
    *,
    bf16: bool,
) -> dict[str, torch.Tensor]:
    """The moving average of the weights over a training; prints its loss and speed."""
    names = people_names()
    sweep = [list(batches(units(documents, tokenizer, rng, names), SIZE, rng))]
    steps = len(sweep[0]) * passes
    optimiser = torch.optim.AdamW(
        groups(model, rate), weight_decay=0.01, betas=(0.9, 0.98), fused=True
    )
    rates = [group["lr"] for group in optimiser.param_groups]
    kept = {name: value.detach().clone() for name, value in model.state_dict().items()}
    learned = {name for name, value in model.named_parameters() if value.requires_grad}
    model.train()
    began, done, total = time.monotonic(), 0, 0.0
    for number in range(passes):
        if number:
            sweep = [list(batches(units(documents, tokenizer, rng, names), SIZE, rng))]
        for batch in sweep[0]:
            # The rate falls with the steps or with the clock, whichever is further.
            progress = max(done / steps, (time.monotonic() - began) / seconds)
            if progress >= 1:
                return kept
            for group, top in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = top * pace(progress)
            loss = weighted_loss(model, batch, bf16=bf16)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            done += 1
            total += loss.item()
            if done % 50 == 0:
                spent = time.monotonic() - began
                print(f"{done}/{steps} loss {total / 50:.4f} {spent:.0f} s", flush=True)
                total = 0.0
            if done % AVERAGED_EVERY:
                continue
            share = min(AVERAGE, done / (done + 10 * AVERAGED_EVERY))
            for name, value in model.named_parameters():
                if name in learned:
                    kept[name].lerp_(value.detach(), 1 - share)
    return kept


def weighted_loss(model: NameModel, batch: Batch, *, bf16: bool) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        logits = model(
            torch.from_numpy(batch.ids),
            torch.from_numpy(batch.mask),
            torch.from_numpy(batch.cases),
        )
    labels = torch.from_numpy(batch.labels)
    losses = functional.cross_entropy(
        logits.float().flatten(0, 1),
        labels.flatten(),
        ignore_index=IGNORED,
        label_smoothing=SMOOTHING,
        reduction="none",
    ).view(labels.shape)
    weights = torch.from_numpy(batch.weights)[:, None] * (labels != IGNORED)
    return (losses * weights).sum() / weights.sum()


def groups(model: NameModel, rate: float) -> list[dict[str, object]]:
    """Parameters with their rates; the tables of words and positions get none."""
    model.word.weight.requires_grad = False
    model.position.weight.requires_grad = False
    top = len(model.layers)
    found: list[dict[str, object]] = [
        {"params": list(model.classify.parameters()), "lr": rate * FRESH},
        {"params": [model.case.weight], "lr": rate * FRESH * LAYER_DECAY**top},
        {"params": list(model.norm.parameters()), "lr": rate * LAYER_DECAY**top},
    ]
    for number, layer in enumerate(model.layers):
        decayed = rate * LAYER_DECAY ** (top - 1 - number)
        found.append({"params": list(layer.parameters()), "lr": decayed})
    return found


def pace(progress: float) -> float:
    """The share of the rate at a point of the training, 0 to 1."""
    return progress / WARM_UP if progress < WARM_UP else (1 - progress) / (1 - WARM_UP)


if __name__ == "__main__":
    main()
