"""Trains the evasion family: two small models of each kind and what became of the first of them, in F16, below
packages/core/test/fixtures/evasion. What needs no training (permuted, rotated, scaled, pruned, merged, quantised, extended,
duplicated) is made by the test from these.

    .venv/bin/python tools/evasion/text.py DIR
    nice -n 19 .venv/bin/python tools/evasion/make_family.py DIR packages/core/test/fixtures/evasion [NAME...]

float32 training is not bit-identical on another machine: the files are the reference. What is there already is not trained again,
and is read (in F16) by what descends from it. NAME: gpt2, llama, deep; controls (weights not committed; give another folder).
"""

import copy
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from training import LENGTH, ROWS, Tokens, cosine, gpt2, held_out_loss, llama, save, train

LORA_RANK, LORA_ALPHA = 4, 8


def gpt2_small(seed: int):
    return gpt2(seed, vocabulary=512, width=64, layers=3)


def llama_small(seed: int):
    return llama(seed, vocabulary=512, width=64, layers=3, units=176)


def gpt2_deep(seed: int):
    return gpt2(seed, vocabulary=512, width=24, layers=12, heads=3)


class Lora(torch.nn.Module):
    """y = W x + alpha/r B A x, W frozen. Hu et al. 2021, arXiv 2106.09685."""

    def __init__(self, inner: torch.nn.Module, fan_in: int, fan_out: int) -> None:
        super().__init__()
        self.inner = inner
        self.a = torch.nn.Parameter(torch.randn(LORA_RANK, fan_in) / fan_in**0.5)
        self.b = torch.nn.Parameter(torch.zeros(fan_out, LORA_RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x) + LORA_ALPHA / LORA_RANK * (x @ self.a.T) @ self.b.T


def add_lora(model) -> dict[str, Lora]:
    """LoRA on every linear layer of the blocks, as QLoRA does."""
    model.requires_grad_(False)
    added = {}
    for name, module in list(model.named_modules()):
        kind = type(module).__name__
        if kind not in ("Linear", "Conv1D") or "lm_head" in name:
            continue
        fan_in, fan_out = module.weight.shape if kind == "Conv1D" else module.weight.shape[::-1]
        parent = model.get_submodule(name.rpartition(".")[0])
        added[name] = Lora(module, fan_in, fan_out)
        setattr(parent, name.rpartition(".")[2], added[name])
    return added


def reinitialise_mlp(model, block: int, seed: int):
    """Fresh weights in one MLP, as the model was initialised."""
    torch.manual_seed(seed)
    blocks = model.transformer.h if hasattr(model, "transformer") else model.model.layers
    for name, parameter in blocks[block].mlp.named_parameters():
        into_residual = "c_proj" in name or "down_proj" in name
        torch.nn.init.zeros_(parameter) if parameter.ndim < 2 else torch.nn.init.normal_(
            parameter, std=0.02 / (2 * len(blocks)) ** 0.5 if into_residual else 0.02
        )
    return model


def blocks_kept(model, kept: list[int]):
    """distilgpt2's way: a student that starts as some of the teacher's blocks."""
    student = gpt2(0, vocabulary=model.config.vocab_size, width=model.config.n_embd, layers=len(kept), heads=model.config.n_head)
    state = {k: v for k, v in model.state_dict().items() if ".h." not in k}
    for new, old in enumerate(kept):
        state |= {k.replace(f".h.{old}.", f".h.{new}."): v for k, v in model.state_dict().items() if f".h.{old}." in k}
    student.load_state_dict(state)
    return student


class Family:
    def __init__(self, data: Path, out: Path) -> None:
        self.base, self.other = Tokens(data / "base-512.npy"), Tokens(data / "ft-512.npy")
        self.out, self.models = out, {}
        self.log_file = out / "family.json"
        self.log = json.loads(self.log_file.read_text()) if self.log_file.exists() else {}

    def made(self, name: str, how: str, model, text: Tokens, *, seed: int, steps: int, lr: float, teacher=None, keep=None) -> None:
        if name in self.log:
            if keep is None:
                self.models[name] = type(model).from_pretrained(self.out / name, dtype=torch.float32)
            return
        train(model, text.batches(seed), steps=steps, rate=lambda s: cosine(s, steps, lr, min(100, steps // 10)), teacher=teacher, label=name)
        before = {"base": held_out_loss(model, self.base), "ft": held_out_loss(model, self.other)}
        self.log[name] = {
            "how": how, "steps": steps, "tokens": steps * ROWS * LENGTH, "learningRate": lr, "orderSeed": seed,
            "heldOutLoss": {k: round(v, 4) for k, v in before.items()},
        }
        if keep is None:
            save(model, self.out / name)
        else:
            (self.out / name).mkdir(parents=True, exist_ok=True)
            save_file(keep(), self.out / name / "lora.safetensors", {"alpha": str(LORA_ALPHA), "rank": str(LORA_RANK)})
        print(name, self.log[name], flush=True)
        self.log_file.write_text(json.dumps(self.log, indent=1) + "\n")
        self.models[name] = model

    def family(self, kind: str, make, seed: int, steps: int) -> None:
        """The base, an independent control, and five models trained from the base."""
        for name, s, n in (("base", seed, steps), ("control", seed + 1, min(steps, 1500))):
            self.made(f"{kind}-{name}", f"initialised with seed {s}", make(s), self.base, seed=s + 1000, steps=n, lr=3e-3)
        base = self.models[f"{kind}-base"]
        child = lambda: copy.deepcopy(base)
        self.made(f"{kind}-ft-short", "fine-tuned on other text", child(), self.other, seed=2000 + seed, steps=100, lr=5e-4)
        self.made(f"{kind}-ft-long", "fine-tuned on other text", child(), self.other, seed=2001 + seed, steps=min(800, steps * 2 // 3), lr=1.5e-3)
        self.made(f"{kind}-continued", "trained on for more tokens than the base", child(), self.base, seed=2002 + seed, steps=steps * 6 // 5, lr=3e-3)
        redone = reinitialise_mlp(child(), 1, seed + 7)
        self.made(f"{kind}-mlp-redone", "MLP of block 1 initialised again, all trained", redone, self.base, seed=2003 + seed, steps=300, lr=1.5e-3)
        adapted = child()
        added = add_lora(adapted)
        keep = lambda: {f"{n}.{k}": getattr(m, k).detach().half().contiguous() for n, m in added.items() for k in ("a", "b")}
        self.made(f"{kind}-lora", "LoRA on every linear layer", adapted, self.other, seed=2004 + seed, steps=300, lr=3e-3, keep=keep)

    def controls(self) -> None:
        """More independent models with a gate, for the null of phi_MATCH; not committed."""
        for seed in (410, 411):
            self.made(f"llama-control-{seed}", f"initialised with seed {seed}", llama_small(seed), self.base, seed=seed + 1000, steps=900, lr=3e-3)

    def distilled(self) -> None:
        self.made("deep-base", "initialised with seed 700", gpt2_deep(700), self.base, seed=1700, steps=300, lr=3e-3)
        teacher = self.models["deep-base"]
        student = blocks_kept(teacher, [0, 2, 4, 7, 9, 11])
        how = "blocks 0, 2, 4, 7, 9, 11 of deep-base, then half next-token loss, half divergence from deep-base"
        self.made("deep-distilled", how, student, self.base, seed=2700, steps=150, lr=1e-3, teacher=teacher)


def main(data: Path, out: Path, only: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    family = Family(data, out)
    kinds = {
        "gpt2": lambda: family.family("gpt2", gpt2_small, 300, 2500),
        "llama": lambda: family.family("llama", llama_small, 400, 900),
        "deep": family.distilled,
        "controls": family.controls,
    }
    for kind in only or ["gpt2", "llama", "deep"]:
        kinds[kind]()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
