"""Writes the reference values that packages/core is tested against, with the real transformers.

    python -m venv .venv && .venv/bin/pip install -r tools/reference/requirements.txt
    .venv/bin/python tools/reference/make_fixtures.py

Tiny random checkpoints go to packages/core/test/fixtures/models/<name>/ with the losses of each of their tokens in
reference.json; the losses of examples/models on the fixed passage go to packages/core/test/fixtures/passage.json.
Versions are pinned in requirements.txt and stated in each file; the seeds are in this script. No test runs this.
"""

import importlib.metadata
import json
import shutil
from pathlib import Path

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
)

root = Path(__file__).resolve().parents[2]
fixtures = root / "packages/core/test/fixtures"
examples = root / "examples/models"
passage = (root / "packages/core/src/perplexity/passage.txt").read_text(encoding="utf-8")
versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "tokenizers", "safetensors")}

GPT2 = dict(vocab_size=97, n_positions=48, n_embd=32, n_layer=2, n_head=4, bos_token_id=0, eos_token_id=0)
LLAMA = dict(
    vocab_size=97, hidden_size=32, intermediate_size=44, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=48, bos_token_id=0, eos_token_id=0, pad_token_id=None,
)  # fmt: skip
LLAMA3_ROPE = dict(
    rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
    original_max_position_embeddings=64,
)  # fmt: skip

# name -> model, seed, dtype of the file, and how it is saved
models = {
    "gpt2-tied": (GPT2LMHeadModel, GPT2Config(**GPT2), 1, torch.float32, {}),
    "gpt2-untied-gelu": (
        GPT2LMHeadModel,
        GPT2Config(**GPT2, tie_word_embeddings=False, n_inner=40, activation_function="gelu"),
        2, torch.bfloat16, {},
    ),  # fmt: skip
    # heads of 6 elements; the scale of the products differs between blocks
    "gpt2-scaled-by-layer": (
        GPT2LMHeadModel,
        GPT2Config(**{**GPT2, "n_embd": 24, "n_layer": 3}, scale_attn_by_inverse_layer_idx=True,
                   activation_function="relu"),
        3, torch.float16, {"max_shard_size": "20KB"},
    ),  # fmt: skip
    "gpt2-unscaled": (
        GPT2LMHeadModel,
        GPT2Config(**GPT2, scale_attn_weights=False, activation_function="gelu_pytorch_tanh"),
        4, torch.float32, {},
    ),  # fmt: skip
    "gpt2-bare": (GPT2LMHeadModel, GPT2Config(**GPT2, activation_function="quick_gelu"), 5, torch.float32, {"bare": True}),
    # tied by its config, with a head of its own in the file: transformers 5 computes with the head
    "gpt2-tied-with-head": (GPT2LMHeadModel, GPT2Config(**GPT2), 6, torch.float32, {"head": True}),
    "llama-grouped": (LlamaForCausalLM, LlamaConfig(**LLAMA), 11, torch.float32, {}),
    "llama-tied-all-heads": (
        LlamaForCausalLM,
        LlamaConfig(**{**LLAMA, "num_key_value_heads": 4}, tie_word_embeddings=True, hidden_act="gelu"),
        12, torch.float32, {},
    ),  # fmt: skip
    "llama-biases-linear-rope": (
        LlamaForCausalLM,
        LlamaConfig(**LLAMA, attention_bias=True, mlp_bias=True,
                    rope_parameters={"rope_type": "linear", "rope_theta": 500.0, "factor": 4.0}),
        13, torch.float16, {"max_shard_size": "20KB"},
    ),  # fmt: skip
    "llama-llama3-rope": (
        LlamaForCausalLM,
        LlamaConfig(**{**LLAMA, "max_position_embeddings": 96}, head_dim=16, rope_parameters=LLAMA3_ROPE),
        14, torch.bfloat16, {},
    ),  # fmt: skip
    # heads of 6 elements, one key and value for all
    "llama-one-key": (
        LlamaForCausalLM, LlamaConfig(**{**LLAMA, "num_key_value_heads": 1}, head_dim=6), 15, torch.float32, {},
    ),  # fmt: skip
    "llama-bare": (LlamaForCausalLM, LlamaConfig(**LLAMA, tie_word_embeddings=True), 16, torch.float32, {"bare": True}),
}

with_views = {"gpt2-untied-gelu", "llama-grouped"}


def randomize(model: torch.nn.Module, seed: int) -> None:
    """Weights large enough that no part of the computation can be wrong without moving the losses."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() == 2:
                parameter.copy_(noise * (0.5 if "wpe" in name else 1.5 / parameter.shape[-1] ** 0.5))
            else:
                parameter.copy_(0.3 * noise + (1.0 if name.endswith("weight") else 0.0))


def token_losses(model: torch.nn.Module, ids: list[int]) -> list[float | None]:
    """-ln p of each token given those before it; logits in float32 as the model gives them."""
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0].double()
    losses = -torch.log_softmax(logits, -1)[torch.arange(len(ids) - 1), ids[1:]]
    return [None, *losses.tolist()]


def mlp_views(model: torch.nn.Module, ids: list[int]) -> list[dict[str, list[list[float]]]]:
    """Outputs of the matrices that feed each block's hidden units, before the activation: [tokens][units]."""
    names = {"c_fc": "up", "up_proj": "up", "gate_proj": "gate"}
    blocks: list[dict[str, list[list[float]]]] = []
    hooks = []
    for name, module in model.named_modules():
        view = names.get(name.split(".")[-1])
        if view is None:
            continue
        block = int(name.split(".")[2])
        while len(blocks) <= block:
            blocks.append({})

        def record(_module, _inputs, output, block=block, view=view):
            blocks[block][view] = [[float(f"{x:.7g}") for x in row] for row in output[0].tolist()]

        hooks.append(module.register_forward_hook(record))
    with torch.no_grad():
        model(torch.tensor([ids]))
    for hook in hooks:
        hook.remove()
    return blocks


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value) + "\n", encoding="utf-8")


def make_model(name: str) -> None:
    cls, config, seed, dtype, save = models[name]
    folder = fixtures / "models" / name
    shutil.rmtree(folder, ignore_errors=True)
    model = cls(config)
    randomize(model, seed)
    sharding = {"max_shard_size": save["max_shard_size"]} if "max_shard_size" in save else {}
    model = model.to(dtype)
    (model.base_model if "bare" in save else model).save_pretrained(folder, **sharding)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if "head" in save:
        add_head(folder / "model.safetensors", seed)

    # The reference is what transformers makes of the files, weights widened to float32.
    loaded = cls.from_pretrained(folder, dtype=torch.float32).eval()
    generator = torch.Generator().manual_seed(1000 + seed)
    context = config.max_position_embeddings
    sequences = [
        torch.randint(0, config.vocab_size, (length,), generator=generator).tolist() for length in (context, 7, 7, 2, 1)
    ]
    losses = [token_losses(loaded, ids) for ids in sequences]
    write_json(
        folder / "reference.json",
        {
            "generator": "tools/reference/make_fixtures.py",
            "versions": versions,
            "seed": seed,
            "sequences": sequences,
            "nllNats": losses,
            # for sequences[1]
            **({"mlpViews": mlp_views(loaded, sequences[1])} if name in with_views else {}),
            "totalNats": sum(loss for each in losses for loss in each if loss is not None),
        },
    )


def add_head(path: Path, seed: int) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(path)
    generator = torch.Generator().manual_seed(2000 + seed)
    shape = tensors["transformer.wte.weight"].shape
    tensors["lm_head.weight"] = torch.randn(shape, generator=generator) * 1.5 / shape[1] ** 0.5
    save_file(tensors, path, metadata={"format": "pt"})


def measure_passage(folder: Path) -> dict[str, object]:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    ids = tokenizer(passage).input_ids
    context = model.config.max_position_embeddings
    windows = [ids[start : start + context] for start in range(0, len(ids), context)]
    first = torch.tensor([windows[0]])
    with torch.no_grad():
        loss = model(first, labels=first).loss.item()
    return {
        "tokenIds": ids,
        "contextLength": context,
        "nllNats": [loss for window in windows for loss in token_losses(model, window)],
        "firstWindowLoss": loss,
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in models:
        make_model(name)
    write_json(
        fixtures / "passage.json",
        {
            "generator": "tools/reference/make_fixtures.py",
            "versions": versions,
            "models": {folder.name: measure_passage(folder) for folder in sorted(examples.iterdir()) if folder.is_dir()},
        },
    )
