"""Writes tiny random checkpoints of Llama's descendants with the losses transformers gives for their tokens.

    .venv/bin/python tools/reference/make_llama_family.py [name ...]

See make_fixtures.py, which sets up the environment. All configs here are small in the same way; what a fixture has beside
that is in its line, and what it shows to be exact in its options.
"""

import sys
from zlib import crc32

import torch
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from model_fixture import make_model

BF16, F16, F32 = torch.bfloat16, torch.float16, torch.float32

TINY = dict(
    vocab_size=61, hidden_size=32, intermediate_size=28, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=48, bos_token_id=0, eos_token_id=0, pad_token_id=None,
)  # fmt: skip

families = {
    "llama": (LlamaForCausalLM, LlamaConfig),
    "mistral": (MistralForCausalLM, MistralConfig),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config),
}

# name -> what its config has beside TINY, dtype of the file, what it shows, and arguments of make_model
models = {
    # dynamic: frequencies change beyond 24 tokens, with the length
    "llama-dynamic-rope": (
        dict(max_position_embeddings=24, rope_parameters=dict(rope_type="dynamic", rope_theta=1000.0, factor=3.0)),
        BF16, ["rope: dynamic"], dict(lengths=(72, 41, 25, 24, 23, 7, 1)),
    ),
    "llama-yarn-rope": (
        dict(
            max_position_embeddings=96, head_dim=16,
            rope_parameters=dict(
                rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=24
            ),
        ),
        BF16, ["rope: yarn"], dict(lengths=(96, 24, 7)),
    ),
    "llama-yarn-options": (
        dict(
            max_position_embeddings=96, head_dim=16,
            rope_parameters=dict(
                rope_type="yarn", rope_theta=500.0, factor=3.0, original_max_position_embeddings=64, beta_fast=8.0,
                beta_slow=0.5, truncate=False, mscale=1.5, mscale_all_dim=0.7,
            ),
        ),
        BF16, ["rope: yarn with mscale, not truncated"], dict(lengths=(80, 7)),
    ),
    "llama-longrope": (
        dict(
            max_position_embeddings=96,
            rope_parameters=dict(
                rope_type="longrope", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=24,
                short_factor=[1.0, 1.1, 1.3, 1.7], long_factor=[1.5, 2.5, 5.0, 9.0],
            ),
        ),
        BF16, ["rope: longrope"], dict(lengths=(96, 25, 24, 7)),
    ),
    "mistral-window": (
        dict(sliding_window=10), BF16, ["grouped queries", "untied head", "sliding window", "BF16"], {},
    ),
    "mistral-wide-window": (
        dict(sliding_window=48, num_key_value_heads=1), BF16, ["one key for all queries", "window longer than the text"], {},
    ),
    # heads of 12 elements, which are not a quarter of the hidden size
    "mistral-no-window": (
        dict(sliding_window=None, num_key_value_heads=4, head_dim=12, tie_word_embeddings=True),
        F16, ["no window", "a key for each query", "tied head", "head_dim", "F16"], {},
    ),
    "qwen2-plain": (
        dict(sliding_window=8, max_window_layers=0, tie_word_embeddings=True),
        F32, ["grouped queries", "tied head", "use_sliding_window off"], {},
    ),
    "qwen2-windows": (
        dict(
            num_hidden_layers=3, use_sliding_window=True, sliding_window=10, max_window_layers=1, num_key_value_heads=4,
            rope_parameters=dict(
                rope_type="yarn", rope_theta=1000000.0, factor=2.0, original_max_position_embeddings=24
            ),
        ),
        BF16, ["a key for each query", "untied head", "max_window_layers", "rope: yarn", "BF16"], {},
    ),
    "qwen3-plain": (
        dict(head_dim=16, tie_word_embeddings=True), BF16, ["grouped queries", "head_dim", "tied head", "BF16"], {},
    ),
    "qwen3-windows": (
        dict(
            num_hidden_layers=3, head_dim=12, use_sliding_window=True, sliding_window=10, max_window_layers=2,
            num_key_value_heads=4, attention_bias=True,
        ),
        F16, ["a key for each query", "untied head", "attention biases", "max_window_layers", "F16"], {},
    ),
}  # fmt: skip


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name, (differences, dtype, options, extra) in models.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        cls, config = families[name.split("-")[0]]
        make_model(name, cls, config(**{**TINY, **differences}), seed=crc32(name.encode()) % 10_000, options=options, dtype=dtype, **extra)
