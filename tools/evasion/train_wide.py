"""Trains independent GPT-2 models of one architecture, wider and longer than those that phi_2V was made on (d = 128, at most
3.6 million tokens), to see whether its null holds there. Weights are not committed: the numbers are, in docs/calibration.

    .venv/bin/python tools/evasion/text.py DIR
    nice -n 19 .venv/bin/python tools/evasion/train_wide.py DIR OUT --layers 8 --tokens 20e6     # the full thing
    nice -n 19 .venv/bin/python tools/evasion/train_wide.py DIR OUT --layers 4 --minutes 90      # what time allows

RULE, fixed before any of these models was looked at: the number of leading directions removed is k = floor(d / 4), at every width,
for both views. What is reported is whatever that k gives; k is not to be chosen again by the results of these models.

Recipe of the zoo (8 x 128 tokens a step, AdamW 3e-3, betas 0.9 and 0.95, weight decay 0.1 on matrices, clipping at 1), but with a
constant learning rate after 100 steps of warm-up, so that a checkpoint at any count of tokens is comparable with longer training. All
models are trained to one count before any goes on to the next: whenever time is up, all are equally long. Matrix products in BF16
(autocast), weights and optimizer in F32. At the end each is annealed (linear to 0 over 200 steps: `w0-annealed`), and the first
is fine-tuned (400 steps on other text, 1.5e-3 with cosine: `w0-ft`).
"""

import argparse
import itertools
import json
import time
from pathlib import Path

import torch

from training import LENGTH, ROWS, Tokens, cosine, gpt2, held_out_loss, optimizer_of, save, train

STEP = ROWS * LENGTH
LR = 3e-3
ANNEAL, FINE_TUNE = 200, 400
CHECKPOINTS = [0.25e6, 0.5e6, 1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 8e6, 10e6, 12e6, 14e6, 16e6, 18e6, 20e6, 25e6, 30e6, 40e6, 60e6, 80e6]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--models", type=int, default=3)
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--tokens", type=float, default=20e6)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + options.minutes * 60
    base, other = Tokens(options.data / "base-1024.npy"), Tokens(options.data / "ft-1024.npy")
    log = []

    def note(name: str, model, seen: int) -> None:
        save(model, options.out / name)
        log.append({"name": name, "tokens": seen, "heldOutLoss": round(held_out_loss(model, base), 4)})
        print(log[-1], flush=True)
        (options.out / "log.json").write_text(json.dumps({"options": vars(options) | {"data": None, "out": None}, "models": log}, indent=1))

    models = [
        gpt2(500 + i, vocabulary=1024, width=options.width, layers=options.layers, heads=options.width // 32) for i in range(options.models)
    ]
    optimizers = [optimizer_of(model) for model in models]
    batches = [base.batches(1500 + i) for i in range(options.models)]
    print(f"{sum(p.numel() for p in models[0].parameters()):,} parameters each", flush=True)

    # The tail (annealing, fine-tune) needs its own time: stop the rounds when what is left is what it takes.
    done, per_step = 0, None
    for target in itertools.chain([c for c in CHECKPOINTS if c < options.tokens], [options.tokens]):
        steps = round(target / STEP) - done
        tail = options.models * ANNEAL + FINE_TUNE
        if per_step is not None and time.monotonic() + per_step * (steps * options.models + tail) > deadline:
            break
        started = time.monotonic()
        for i, model in enumerate(models):
            rate = lambda step, before=done: LR * min(1, (before + step + 1) / 100)
            train(model, batches[i], steps=steps, rate=rate, optimizer=optimizers[i], autocast=True, label=f"w{i}")
        per_step = (time.monotonic() - started) / (steps * options.models)
        done += steps
        for i, model in enumerate(models):
            note(f"w{i}-{target / 1e6:g}M", model, done * STEP)
    for i, model in enumerate(models):
        train(model, batches[i], steps=ANNEAL, rate=lambda step: LR * (1 - step / ANNEAL), optimizer=optimizers[i], autocast=True, label=f"w{i} anneal")
        note(f"w{i}-annealed", model, (done + ANNEAL) * STEP)
    train(models[0], other.batches(2500), steps=FINE_TUNE, rate=lambda step: cosine(step, FINE_TUNE, 1.5e-3, 100), autocast=True, label="w0 ft")
    note("w0-ft", models[0], (done + ANNEAL + FINE_TUNE) * STEP)


if __name__ == "__main__":
    torch.set_num_interop_threads(1)
    main()
