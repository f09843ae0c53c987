"""Writes tiny random checkpoints of Llama's descendants with the losses transformers gives for their tokens.

    .venv/bin/python tools/reference/make_llama_family.py [name ...]

See make_fixtures.py, which sets up the environment. All configs here are small in the same way; what a fixture has beside
that is in its line, and what it shows to be exact in its options.
"""

import sys
from zlib import crc32

import torch
from transformers import (
    CohereConfig,
    CohereForCausalLM,
    GemmaConfig,
    GemmaForCausalLM,
    Gemma2Config,
    Gemma2ForCausalLM,
    Gemma3TextConfig,
    Gemma3ForCausalLM,
    GraniteConfig,
    GraniteForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    OlmoConfig,
    OlmoForCausalLM,
    Olmo2Config,
    Olmo2ForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    SmolLM3Config,
    SmolLM3ForCausalLM,
    Starcoder2Config,
    Starcoder2ForCausalLM,
)

from model_fixture import make_model

BF16, F16, F32 = torch.bfloat16, torch.float16, torch.float32

TINY = dict(
    vocab_size=61, hidden_size=32, intermediate_size=28, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=48, bos_token_id=0, eos_token_id=0, pad_token_id=None,
)  # fmt: skip

# where the family's own base is so large that 48 tokens hardly turn the slower pairs
SHORT_WAVES = dict(rope_type="default", rope_theta=100.0)

families = {
    "cohere": (CohereForCausalLM, CohereConfig),
    "gemma": (GemmaForCausalLM, GemmaConfig),
    "gemma2": (Gemma2ForCausalLM, Gemma2Config),
    "gemma3_text": (Gemma3ForCausalLM, Gemma3TextConfig),
    "granite": (GraniteForCausalLM, GraniteConfig),
    "llama": (LlamaForCausalLM, LlamaConfig),
    "mistral": (MistralForCausalLM, MistralConfig),
    "olmo": (OlmoForCausalLM, OlmoConfig),
    "olmo2": (Olmo2ForCausalLM, Olmo2Config),
    "phi3": (Phi3ForCausalLM, Phi3Config),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config),
    "smollm3": (SmolLM3ForCausalLM, SmolLM3Config),
    "starcoder2": (Starcoder2ForCausalLM, Starcoder2Config),
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
                rope_type="yarn", rope_theta=500.0, factor=2.0, original_max_position_embeddings=24
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
    "gemma-one-key": (
        dict(num_key_value_heads=1, head_dim=16), BF16, ["one key for all queries", "head_dim", "tied head", "BF16"], {},
    ),
    "gemma-biases": (
        dict(
            num_key_value_heads=4, head_dim=8, attention_bias=True, tie_word_embeddings=False,
            rope_parameters=dict(rope_type="linear", rope_theta=500.0, factor=4.0),
        ),
        F16, ["a key for each query", "untied head", "attention biases", "rope: linear", "F16"], {},
    ),
    # caps that bite: products and logits here are of the order of 1 to 10
    "gemma2-capped": (
        dict(
            num_hidden_layers=3, head_dim=8, sliding_window=10, query_pre_attn_scalar=5, attn_logit_softcapping=1.5,
            final_logit_softcapping=2.5,
        ),
        BF16,
        ["grouped queries", "tied head", "alternating windows", "soft caps", "query_pre_attn_scalar", "BF16"], {},
    ),
    "gemma2-uncapped": (
        dict(
            head_dim=12, num_key_value_heads=4, sliding_window=64, layer_types=["full_attention", "sliding_attention"],
            attn_logit_softcapping=None, final_logit_softcapping=None, attention_bias=True, tie_word_embeddings=False,
        ),
        BF16,
        ["a key for each query", "untied head", "no soft caps", "attention biases", "layer_types",
         "window longer than the text"], {},
    ),
    "gemma3_text-local-global": (
        dict(
            num_hidden_layers=4, head_dim=8, sliding_window=10, sliding_window_pattern=2, query_pre_attn_scalar=5,
            rope_parameters=dict(
                full_attention=dict(rope_type="linear", rope_theta=1000.0, factor=8.0),
                sliding_attention=dict(rope_type="default", rope_theta=50.0),
            ),
        ),
        BF16,
        ["grouped queries", "tied head", "local and global blocks", "rope: linear for global blocks",
         "query_pre_attn_scalar", "BF16"], {},
    ),
    # transformers computes attention without the cap that this config names
    "gemma3_text-biases": (
        dict(
            head_dim=12, num_key_value_heads=4, sliding_window=7, layer_types=["full_attention", "sliding_attention"],
            attn_logit_softcapping=1.5, final_logit_softcapping=2.5, attention_bias=True, tie_word_embeddings=False,
            rope_parameters=dict(
                full_attention=dict(rope_type="default", rope_theta=300.0),
                sliding_attention=dict(rope_type="default", rope_theta=20.0),
            ),
        ),
        F16, ["a key for each query", "untied head", "attention biases", "final soft cap", "layer_types", "F16"], {},
    ),
    "phi3-plain": (
        dict(num_key_value_heads=4), BF16, ["a key for each query", "untied head", "BF16"], dict(views=True),
    ),
    "phi3-longrope": (
        dict(
            max_position_embeddings=96, original_max_position_embeddings=24, sliding_window=20, tie_word_embeddings=True,
            rope_parameters=dict(
                rope_type="longrope", rope_theta=10000.0, partial_rotary_factor=0.5, short_factor=[1.0, 1.3],
                long_factor=[1.5, 5.0],
            ),
        ),
        F16,
        ["grouped queries", "tied head", "rope: longrope", "partial_rotary_factor", "sliding window", "F16"],
        dict(lengths=(60, 25, 24, 7)),
    ),
    "olmo-plain": (dict(num_key_value_heads=4), BF16, ["a key for each query", "untied head", "BF16"], {}),
    "olmo-clipped": (
        dict(clip_qkv=0.7, attention_bias=True, tie_word_embeddings=True), F16,
        ["grouped queries", "tied head", "clip_qkv", "attention biases", "F16"], {},
    ),
    "olmo2-grouped": (dict(), BF16, ["grouped queries", "untied head", "BF16"], {}),
    "olmo2-biases": (
        dict(num_key_value_heads=4, attention_bias=True, tie_word_embeddings=True),
        F16, ["a key for each query", "tied head", "attention biases", "F16"], {},
    ),
    "starcoder2-window": (
        dict(sliding_window=10), BF16, ["grouped queries", "tied head", "biases", "sliding window", "BF16"],
        dict(views=True),
    ),
    "starcoder2-no-biases": (
        dict(num_key_value_heads=4, use_bias=False, tie_word_embeddings=False),
        F16, ["a key for each query", "untied head", "no biases", "no window", "F16"], {},
    ),
    "granite-multipliers": (
        dict(embedding_multiplier=5.5, attention_multiplier=0.6, residual_multiplier=0.4, logits_scaling=1.7),
        BF16, ["grouped queries", "untied head", "multipliers", "BF16"], {},
    ),
    "granite-biases": (
        dict(num_key_value_heads=4, attention_bias=True, mlp_bias=True, tie_word_embeddings=True),
        F16, ["a key for each query", "tied head", "attention and MLP biases", "F16"], {},
    ),
    "smollm3-interval": (
        dict(no_rope_layer_interval=2, rope_parameters=SHORT_WAVES), BF16, ["grouped queries", "tied head", "no_rope_layer_interval", "BF16"], {},
    ),
    "smollm3-windows": (
        dict(
            num_key_value_heads=4, num_hidden_layers=3, no_rope_layers=[0, 1, 0], use_sliding_window=True, sliding_window=10,
            attention_bias=True, mlp_bias=True, tie_word_embeddings=False, rope_parameters=SHORT_WAVES,
        ),
        F16,
        ["a key for each query", "untied head", "no_rope_layers", "sliding window", "attention and MLP biases", "F16"], {},
    ),
    "cohere-plain": (dict(logit_scale=0.25, rope_parameters=SHORT_WAVES), BF16, ["grouped queries", "tied head", "logit_scale", "BF16"], {}),
    "cohere-head-norms": (
        dict(
            num_key_value_heads=4, use_qk_norm=True, attention_bias=True, logit_scale=0.6, tie_word_embeddings=False,
            rope_parameters=SHORT_WAVES,
        ),
        F16, ["a key for each query", "untied head", "use_qk_norm", "attention biases", "F16"], {},
    ),
}  # fmt: skip


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name, (differences, dtype, options, extra) in models.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        cls, config = families[name.split("-")[0]]
        make_model(name, cls, config(**{**TINY, **differences}), seed=crc32(name.encode()) % 10_000, options=options, dtype=dtype, **extra)
