"""Writes the reference values that packages/core is tested against, with the real transformers.

    python -m venv .venv && .venv/bin/pip install -r tools/reference/requirements.txt
    .venv/bin/python tools/reference/make_fixtures.py

Tiny random checkpoints go to packages/core/test/fixtures/models/<name>/ with the losses of each of their tokens in
reference.json; the losses of examples/models on the fixed passage go to packages/core/test/fixtures/passage.json.
Versions are pinned in requirements.txt and stated in each file; the seeds are in this script. No test runs this.
"""

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

from model_fixture import fixtures, make_model, root, token_losses, versions, write_json

examples = root / "examples/models"
passage = (root / "packages/core/src/perplexity/passage.txt").read_text(encoding="utf-8")

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

# What each of them shows to be exact: `checked` of the adapters is held against this.
options = {
    "gpt2-tied": ["tied head", "scaled attention"],
    "gpt2-untied-gelu": ["untied head", "n_inner", "gelu", "BF16"],
    "gpt2-scaled-by-layer": ["scale_attn_by_inverse_layer_idx", "relu", "F16, sharded"],
    "gpt2-unscaled": ["scale_attn_weights off", "gelu_pytorch_tanh"],
    "gpt2-bare": ["saved without its head", "quick_gelu"],
    "gpt2-tied-with-head": ["tied by its config, own head in the file"],
    "llama-grouped": ["grouped queries", "untied head"],
    "llama-tied-all-heads": ["a key for each query", "tied head", "gelu"],
    "llama-biases-linear-rope": ["attention and MLP biases", "rope: linear", "F16, sharded"],
    "llama-llama3-rope": ["rope: llama3", "head_dim", "BF16"],
    "llama-one-key": ["one key for all queries"],
    "llama-bare": ["saved without its head"],
}

with_views = {"gpt2-untied-gelu", "llama-grouped"}


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
    for name, (cls, config, seed, dtype, save) in models.items():
        make_model(
            name, cls, config, seed=seed, dtype=dtype, save=save, options=options[name], views=name in with_views
        )
    write_json(
        fixtures / "passage.json",
        {
            "generator": "tools/reference/make_fixtures.py",
            "versions": versions,
            "models": {folder.name: measure_passage(folder) for folder in sorted(examples.iterdir()) if folder.is_dir()},
        },
    )
