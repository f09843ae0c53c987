"""Writes the fixtures of mixtures of experts: Mixtral, Qwen 2 and 3 MoE, gpt-oss. See make_fixtures.py.

    .venv/bin/python tools/reference/make_expert_family.py
"""

import json

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    GptOssConfig,
    GptOssForCausalLM,
    MixtralConfig,
    MixtralForCausalLM,
    Mxfp4Config,
    Qwen2MoeConfig,
    Qwen2MoeForCausalLM,
    Qwen3MoeConfig,
    Qwen3MoeForCausalLM,
)

from model_fixture import fixtures, make_model, token_losses, write_json

SIZES = dict(
    vocab_size=97, hidden_size=32, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
    num_key_value_heads=2, max_position_embeddings=48, bos_token_id=0, eos_token_id=0, pad_token_id=None,
)  # fmt: skip
QWEN = dict(SIZES, num_experts=5, num_experts_per_tok=2, moe_intermediate_size=12)
YARN = dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=16, truncate=False)


def main() -> None:
    make_model(
        "mixtral-top2", MixtralForCausalLM, MixtralConfig(**SIZES, num_local_experts=4, num_experts_per_tok=2),
        seed=301, options=["two experts of four", "grouped queries", "untied head"],
    )  # fmt: skip
    make_model(
        "mixtral-window-tied",
        MixtralForCausalLM,
        MixtralConfig(**{**SIZES, "num_key_value_heads": 4}, num_local_experts=3, num_experts_per_tok=1,
                      sliding_window=9, tie_word_embeddings=True, head_dim=6),
        seed=302, dtype=torch.bfloat16,
        options=["one expert", "sliding window", "a key for each query", "tied head", "head_dim", "BF16"],
    )  # fmt: skip
    make_model(
        "qwen2_moe-shared", Qwen2MoeForCausalLM, Qwen2MoeConfig(**QWEN, shared_expert_intermediate_size=20),
        seed=303, options=["shared expert", "biases on queries, keys and values", "grouped queries", "untied head"],
    )  # fmt: skip
    make_model(
        "qwen2_moe-sparse",
        Qwen2MoeForCausalLM,
        Qwen2MoeConfig(**{**QWEN, "num_hidden_layers": 4}, shared_expert_intermediate_size=20, decoder_sparse_step=2,
                       mlp_only_layers=[3], norm_topk_prob=True, use_sliding_window=True, sliding_window=9,
                       max_window_layers=3, qkv_bias=False, tie_word_embeddings=True),
        seed=304, dtype=torch.bfloat16,
        options=["decoder_sparse_step", "mlp_only_layers", "norm_topk_prob", "sliding window, max_window_layers",
                 "no biases", "tied head", "BF16"],
    )  # fmt: skip
    make_model(
        "qwen3_moe-top2", Qwen3MoeForCausalLM, Qwen3MoeConfig(**QWEN, head_dim=16),
        seed=305, options=["norms of queries and keys", "head_dim", "grouped queries", "untied head"],
    )  # fmt: skip
    make_model(
        "qwen3_moe-sparse",
        Qwen3MoeForCausalLM,
        Qwen3MoeConfig(**{**QWEN, "num_hidden_layers": 3}, norm_topk_prob=True, attention_bias=True,
                       mlp_only_layers=[1], use_sliding_window=True, sliding_window=9, tie_word_embeddings=True),
        seed=306, dtype=torch.float16,
        options=["norm_topk_prob", "attention biases", "mlp_only_layers", "sliding window", "tied head", "F16"],
    )  # fmt: skip
    # eager: the other attention implementations of the reference need a GPU for sinks
    make_model(
        "gpt_oss-yarn", GptOssForCausalLM,
        GptOssConfig(**SIZES, head_dim=8, num_local_experts=4, num_experts_per_tok=2, sliding_window=9,
                     rope_parameters=YARN),
        seed=307, dtype=torch.bfloat16,
        options=["stacked experts", "sinks", "alternating windows", "rope: yarn", "grouped queries", "BF16"],
    )  # fmt: skip
    make_model(
        "gpt_oss-limit", GptOssForCausalLM,
        GptOssConfig(**{**SIZES, "num_key_value_heads": 1}, head_dim=6, num_local_experts=3, num_experts_per_tok=3,
                     sliding_window=9, layer_types=["full_attention", "sliding_attention"], swiglu_limit=0.5,
                     attention_bias=False, rope_parameters=dict(rope_type="default", rope_theta=500.0)),
        seed=308, options=["swiglu_limit", "layer_types", "no attention biases", "one key for all queries"],
    )  # fmt: skip
    make_four_bit("gpt_oss-mxfp4")


def make_four_bit(name: str) -> None:
    """gpt-oss as it is published: experts in blocks of 4-bit floats, read by transformers' own dequantization."""
    config = GptOssConfig(
        **{**SIZES, "intermediate_size": 32}, head_dim=8, num_local_experts=3, num_experts_per_tok=2, sliding_window=9,
        rope_parameters=YARN,
    )  # fmt: skip
    make_model(name, GptOssForCausalLM, config, seed=309, dtype=torch.bfloat16, options=["MXFP4 experts"])
    folder = fixtures / "models" / name
    tensors = load_file(folder / "model.safetensors")
    generator = torch.Generator().manual_seed(309)
    for key in [key for key in tensors if key.endswith(("gate_up_proj", "down_proj"))]:
        experts, inputs, outputs = tensors.pop(key).shape
        groups = (experts, outputs, inputs // 32)
        tensors[f"{key}_blocks"] = torch.randint(0, 256, (*groups, 16), generator=generator, dtype=torch.uint8)
        # 2^-5 to 2^-3: weights of about the size of the others
        tensors[f"{key}_scales"] = torch.randint(122, 125, groups, generator=generator, dtype=torch.uint8)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    described = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    described["quantization_config"] = {"quant_method": "mxfp4", "modules_to_not_convert": ["lm_head"]}
    (folder / "config.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")

    loaded = GptOssForCausalLM.from_pretrained(
        folder, quantization_config=Mxfp4Config(dequantize=True), dtype=torch.float32
    ).eval()
    reference = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
    losses = [token_losses(loaded, ids) for ids in reference["sequences"]]
    total = sum(loss for each in losses for loss in each if loss is not None)
    write_json(folder / "reference.json", {**reference, "nllNats": losses, "totalNats": total})


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
