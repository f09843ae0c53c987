"""Models, data and the one training loop of the test models. CPU, one thread (set before torch is used)."""

import copy
import json
import math
import shutil
import time
from pathlib import Path

import numpy as np
import torch
import transformers as t

LENGTH = 128  # tokens of a sequence
ROWS = 8  # sequences of a step

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
torch.utils.deterministic.fill_uninitialized_memory = False


def gpt2(seed: int, *, vocabulary: int, width: int, layers: int, heads: int = 4) -> t.PreTrainedModel:
    """GPT-2: N(0, 0.02), projections into the residual stream scaled by 1/sqrt(2 layers), tied head, MLP of 4 d."""
    torch.manual_seed(seed)
    return t.GPT2LMHeadModel(
        t.GPT2Config(
            vocab_size=vocabulary, n_positions=LENGTH, n_embd=width, n_layer=layers, n_head=heads, n_inner=4 * width,
            activation_function="gelu_pytorch_tanh", resid_pdrop=0, embd_pdrop=0, attn_pdrop=0,
            bos_token_id=0, eos_token_id=0, use_cache=False,
        )
    )


def llama(seed: int, *, vocabulary: int, width: int, layers: int, units: int) -> t.PreTrainedModel:
    """Llama: 4 heads of which 2 hold keys and values, tied head."""
    torch.manual_seed(seed)
    return t.LlamaForCausalLM(
        t.LlamaConfig(
            vocab_size=vocabulary, hidden_size=width, intermediate_size=units, num_hidden_layers=layers, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=LENGTH, rms_norm_eps=1e-5, tie_word_embeddings=True,
            bos_token_id=0, eos_token_id=0, use_cache=False,
        )
    )


class Tokens:
    """Aligned sequences of LENGTH tokens; the last 64 are held out."""

    def __init__(self, file: Path) -> None:
        ids = np.load(file)
        self.rows = torch.from_numpy(ids[: len(ids) // LENGTH * LENGTH].reshape(-1, LENGTH).astype(np.int64))
        self.held_out = self.rows[-64:]
        self.rows = self.rows[:-64]

    def batches(self, seed: int):
        """Every sequence once in an order of the seed, then again in another."""
        generator = torch.Generator().manual_seed(seed)
        while True:
            order = torch.randperm(len(self.rows), generator=generator)
            for i in range(0, len(order) - ROWS + 1, ROWS):
                yield self.rows[order[i : i + ROWS]]


def loss_of(model: t.PreTrainedModel, ids: torch.Tensor, teacher: t.PreTrainedModel | None = None) -> torch.Tensor:
    """Mean nats per token; with a teacher, half of it and half the divergence from what the teacher says."""
    logits = model(input_ids=ids).logits[:, :-1].float().flatten(0, 1)
    loss = torch.nn.functional.cross_entropy(logits, ids[:, 1:].flatten())
    if teacher is None:
        return loss
    with torch.no_grad():
        target = teacher(input_ids=ids).logits[:, :-1].float().flatten(0, 1)
    divergence = torch.nn.functional.kl_div(logits.log_softmax(-1), target.log_softmax(-1), log_target=True, reduction="batchmean")
    return (loss + divergence) / 2


@torch.no_grad()
def held_out_loss(model: t.PreTrainedModel, tokens: Tokens) -> float:
    model.eval()
    return sum(loss_of(model, part).item() for part in tokens.held_out.split(ROWS)) / (len(tokens.held_out) // ROWS)


def optimizer_of(model: torch.nn.Module) -> torch.optim.Optimizer:
    trained = [p for p in model.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": 0.1},
        {"params": [p for p in trained if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.95), fused=True)


def cosine(step: int, steps: int, lr: float, warmup: int) -> float:
    """Linear warm-up, then half a cosine to a tenth."""
    if step < warmup:
        return lr * (step + 1) / warmup
    return lr * (0.1 + 0.45 * (1 + math.cos(math.pi * (step - warmup) / (steps - warmup))))


def train(model, batches, *, steps: int, rate, teacher=None, optimizer=None, autocast=False, label="") -> float:
    """Runs `steps` steps; `rate(step)` is the learning rate. Returns the mean loss of the last fifty steps."""
    optimizer = optimizer or optimizer_of(model)
    model.train()
    losses, started = [], time.monotonic()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            loss = loss_of(model, next(batches), teacher)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if step % 200 == 199:
            seconds = (time.monotonic() - started) / (step + 1)
            print(f"{label} step {step + 1}/{steps}: loss {np.mean(losses[-50:]):.3f}, {seconds * 1000:.0f} ms a step", flush=True)
    return float(np.mean(losses[-50:]))


def save(model: t.PreTrainedModel, folder: Path) -> None:
    """config.json and model.safetensors in F16, nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    half = copy.deepcopy(model).half()
    half.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    config = json.loads((folder / "config.json").read_text())
    if config.get("activation_function") == "gelu_pytorch_tanh":
        config["activation_function"] = "gelu_new"  # the same function, the name GPT-2's files have
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
