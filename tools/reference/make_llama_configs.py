"""Writes how transformers reads the configs of Llama's descendants: packages/core/test/fixtures/llama-family-configs.json.

    .venv/bin/python tools/reference/make_llama_configs.py

For each case: a config.json as files on the Hub have it (older spellings, keys left out; fewer blocks), the same as
transformers 5 writes it, every default filled in, and the shapes of the tensors outside of blocks and of block 0.
See make_fixtures.py for the environment.
"""

import json

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from model_fixture import fixtures, versions

# What no config leaves out.
SIZES = dict(vocab_size=300_000, hidden_size=1024, intermediate_size=2048, num_attention_heads=32, num_hidden_layers=8)


def sizes(hidden: int, units: int, heads: int, blocks: int = 2, vocabulary: int = 300_000) -> dict[str, int]:
    return dict(
        hidden_size=hidden, intermediate_size=units, num_attention_heads=heads, num_hidden_layers=blocks,
        vocab_size=vocabulary,
    )  # fmt: skip


DEFAULTS = [
    "llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text", "phi3", "olmo", "olmo2", "starcoder2", "granite",
    "smollm3", "cohere",
]  # fmt: skip

cases = {
    **{f"{name}, sizes only": dict(model_type=name, **SIZES) for name in DEFAULTS},
    # each query head with keys of its own, where null says so
    **{
        f"{name}, keys null": dict(model_type=name, **SIZES, num_key_value_heads=None)
        for name in ("llama", "qwen2", "smollm3", "phi3", "cohere")
    },
    "Llama 2 7B": dict(
        model_type="llama", **sizes(4096, 11008, 32), max_position_embeddings=4096, num_key_value_heads=32,
        pretraining_tp=1, rms_norm_eps=1e-05, rope_scaling=None, tie_word_embeddings=False, hidden_act="silu",
    ),
    "Llama 3.2 1B": dict(
        model_type="llama", **sizes(2048, 8192, 32), head_dim=64, max_position_embeddings=131072,
        num_key_value_heads=8, rms_norm_eps=1e-05, rope_theta=500000.0, tie_word_embeddings=True,
        rope_scaling=dict(
            factor=32.0, high_freq_factor=4.0, low_freq_factor=1.0, original_max_position_embeddings=8192, rope_type="llama3"
        ),
    ),
    "Vicuna 16k": dict(
        model_type="llama", **sizes(4096, 11008, 32), max_position_embeddings=4096,
        rope_scaling=dict(factor=4.0, type="linear"),
    ),
    "Llama, dynamic": dict(
        model_type="llama", **sizes(4096, 11008, 32), max_position_embeddings=2048,
        rope_scaling=dict(factor=2.0, type="dynamic"),
    ),
    "Llama, both spellings": dict(
        model_type="llama", **sizes(4096, 11008, 32), max_position_embeddings=2048, rope_theta=500.0,
        rope_scaling=dict(factor=2.0, type="linear"), rope_parameters=dict(rope_type="default", rope_theta=10000.0),
    ),
    # a setting that Llama does not know
    "Llama, partial_rotary_factor": dict(model_type="llama", **SIZES, partial_rotary_factor=0.5),
    "Mistral 7B v0.1": dict(
        model_type="mistral", **sizes(4096, 14336, 32), max_position_embeddings=32768, num_key_value_heads=8,
        rms_norm_eps=1e-05, rope_theta=10000.0, sliding_window=4096,
    ),
    "Mistral 7B v0.3": dict(
        model_type="mistral", **sizes(4096, 14336, 32), max_position_embeddings=32768, num_key_value_heads=8,
        rms_norm_eps=1e-05, rope_theta=1000000.0, sliding_window=None,
    ),
    "Qwen 2.5 7B": dict(
        model_type="qwen2", **sizes(3584, 18944, 28), max_position_embeddings=131072, max_window_layers=28,
        num_key_value_heads=4, rms_norm_eps=1e-06, rope_theta=1000000.0, sliding_window=131072, use_mrope=False,
        use_sliding_window=False,
    ),
    "Qwen 2, yarn and windows": dict(
        model_type="qwen2", **sizes(3584, 18944, 28, blocks=4), max_position_embeddings=32768, max_window_layers=1,
        num_key_value_heads=4, rope_theta=1000000.0, sliding_window=4096, use_sliding_window=True,
        rope_scaling=dict(factor=4.0, original_max_position_embeddings=32768, type="yarn"),
    ),
    "Qwen 2, windows of no size": dict(
        model_type="qwen2", **sizes(3584, 18944, 28), max_window_layers=0, num_key_value_heads=4, sliding_window=None,
        use_sliding_window=True,
    ),
    "Qwen 3 0.6B": dict(
        model_type="qwen3", **sizes(1024, 3072, 16), head_dim=128, max_position_embeddings=40960, max_window_layers=28,
        num_key_value_heads=8, rope_scaling=None, rope_theta=1000000, sliding_window=None, tie_word_embeddings=True,
        use_sliding_window=False,
    ),
    "Gemma 2B": dict(
        model_type="gemma", **sizes(2048, 16384, 8), head_dim=256, hidden_act="gelu", hidden_activation=None,
        max_position_embeddings=8192, num_key_value_heads=1, rope_scaling=None, rope_theta=10000.0,
    ),
    "Gemma 2 27B": dict(
        model_type="gemma2", **sizes(4608, 36864, 32, blocks=3), head_dim=128, hidden_act="gelu_pytorch_tanh",
        hidden_activation="gelu_pytorch_tanh", attn_logit_softcapping=50.0, final_logit_softcapping=30.0,
        cache_implementation="hybrid", num_key_value_heads=16, query_pre_attn_scalar=144, sliding_window=4096,
        sliding_window_size=4096, rope_theta=10000.0,
    ),
    "Gemma 2, no caps": dict(
        model_type="gemma2", **SIZES, attn_logit_softcapping=None, final_logit_softcapping=None,
    ),
    "Gemma 3 1B": dict(
        model_type="gemma3_text", **sizes(1152, 6912, 4, blocks=8), head_dim=256, attn_logit_softcapping=None,
        final_logit_softcapping=None, hidden_activation="gelu_pytorch_tanh", max_position_embeddings=32768,
        num_key_value_heads=1, query_pre_attn_scalar=256, rope_local_base_freq=10000, rope_scaling=None,
        rope_theta=1000000, sliding_window=512, sliding_window_pattern=6,
    ),
    "Gemma 3 4B, its text model": dict(
        model_type="gemma3_text", **sizes(2560, 10240, 8, blocks=7), sliding_window=1024, rope_local_base_freq=20000.0,
        rope_scaling=dict(factor=8.0, rope_type="linear"), sliding_window_pattern=3,
    ),
    "Phi 3 mini 4k": dict(
        model_type="phi3", **sizes(3072, 8192, 32), max_position_embeddings=4096, num_key_value_heads=32,
        original_max_position_embeddings=4096, rope_scaling=None, rope_theta=10000.0, sliding_window=2047,
    ),
    **{
        f"Phi 3 mini 128k, {name}": dict(
            model_type="phi3", **sizes(768, 8192, 8), max_position_embeddings=131072, num_key_value_heads=8,
            rope_theta=10000.0, sliding_window=262144,
            rope_scaling=dict(
                long_factor=[1.0 + i for i in range(48)], short_factor=[1.0 + i / 20 for i in range(48)], type=name,
                # without it transformers 5 refuses su; the value beside the scaling counts all the same
                **({"original_max_position_embeddings": 100} if name == "su" else {}),
            ),
            **({} if name == "longrope" else {"original_max_position_embeddings": 8192}),
        )
        for name in ("su", "yarn", "longrope")
    },
    "Phi 4 mini": dict(
        model_type="phi3", **sizes(3072, 8192, 24), max_position_embeddings=131072, num_key_value_heads=8,
        original_max_position_embeddings=4096, partial_rotary_factor=0.75, tie_word_embeddings=True, rope_theta=10000.0,
        rope_scaling=dict(
            long_factor=[1.0 + i for i in range(48)], short_factor=[1.0 for _ in range(48)], type="longrope"
        ),
    ),
    "OLMo 7B 0424": dict(
        model_type="olmo", **sizes(4096, 11008, 32), clip_qkv=8.0, max_position_embeddings=4096, num_key_value_heads=32,
        rope_scaling=None, rope_theta=10000.0,
    ),
    "OLMo 2 7B": dict(
        model_type="olmo2", **sizes(4096, 11008, 32), max_position_embeddings=4096, num_key_value_heads=32,
        rms_norm_eps=1e-06, rope_scaling=None, rope_theta=500000,
    ),
    "StarCoder 2 3B": dict(
        model_type="starcoder2", **sizes(3072, 12288, 24), max_position_embeddings=16384, mlp_type="default",
        norm_epsilon=1e-05, norm_type="layer_norm", num_key_value_heads=2, rope_theta=999999.4420358813,
        sliding_window=4096, use_bias=True, hidden_act="gelu_pytorch_tanh",
    ),
    "Granite 3.1 2B": dict(
        model_type="granite", **sizes(2048, 8192, 32), attention_multiplier=0.015625, embedding_multiplier=12.0,
        logits_scaling=8.0, residual_multiplier=0.22, max_position_embeddings=131072, num_key_value_heads=8,
        rms_norm_eps=1e-05, rope_scaling=None, rope_theta=5000000.0, tie_word_embeddings=True,
    ),
    "SmolLM 3 3B": dict(
        model_type="smollm3", **sizes(2048, 11008, 16, blocks=4), max_position_embeddings=65536, max_window_layers=28,
        no_rope_layer_interval=4, no_rope_layers=[1, 1, 1, 0], num_key_value_heads=4, rope_scaling=None,
        rope_theta=5000000.0, sliding_window=None, use_sliding_window=False, layer_types=["full_attention"] * 4,
    ),
    "SmolLM 3, windows": dict(
        model_type="smollm3", **sizes(2048, 11008, 16, blocks=5), no_rope_layer_interval=2, num_key_value_heads=4,
        sliding_window=64, use_sliding_window=True,
    ),
    "Command R": dict(
        model_type="cohere", **sizes(8192, 22528, 64), layer_norm_eps=1e-05, logit_scale=0.0625,
        model_max_length=131072, num_key_value_heads=64, rope_theta=8000000.0, use_qk_norm=False,
    ),
    "Command R+": dict(
        model_type="cohere", **sizes(12288, 33792, 96), layer_norm_eps=1e-05, logit_scale=0.8333333333333334,
        num_key_value_heads=8, rope_theta=75000000.0, use_qk_norm=True,
    ),
}  # fmt: skip


def read(config: dict[str, object]) -> dict[str, object]:
    kept = json.loads(json.dumps(config))  # transformers changes what it is given
    read_config = AutoConfig.for_model(**json.loads(json.dumps(config)))
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(read_config)
    blocks = [f".{index}." for index in range(1, read_config.num_hidden_layers)]
    shapes = {
        name: list(tensor.shape) for name, tensor in model.named_parameters() if not any(b in name for b in blocks)
    }
    written = {
        key: value
        for key, value in json.loads(read_config.to_json_string(use_diff=False)).items()
        # what says nothing about the computation
        if not key.startswith("_") and "dropout" not in key and key not in NOISE
    }
    return {"config": kept, "written": written, "shapes": shapes}


NOISE = {
    "architectures", "bos_token_id", "chunk_size_feed_forward", "dtype", "eos_token_id", "id2label", "initializer_range",
    "is_encoder_decoder", "label2id", "output_attentions", "output_hidden_states", "pad_token_id", "problem_type",
    "return_dict", "transformers_version", "use_cache",
}  # fmt: skip

if __name__ == "__main__":
    path = fixtures / "llama-family-configs.json"
    lines = [f"{json.dumps(name)}: {json.dumps(read(config))}" for name, config in cases.items()]
    header = f'"generator": "tools/reference/make_llama_configs.py",\n"versions": {json.dumps(versions)}'
    path.write_text("{\n" + header + ',\n"cases": {\n' + ",\n".join(lines) + "\n}\n}\n", encoding="utf-8")
