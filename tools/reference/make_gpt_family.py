"""Writes the fixtures of the GPT-like families: GPT-1, GPT-Neo, GPT-J, GPT-NeoX, OPT, BLOOM, Falcon, CodeGen, MPT, Phi
and StableLM. See make_fixtures.py.

    .venv/bin/python tools/reference/make_gpt_family.py [NAME...]

Heads have 8 elements where the engine's fused attention is to be held to it, and 6 or 4 where it cannot be used.
"""

import sys

import torch
import transformers as t

from model_fixture import make_model

NO_TOKENS = dict(bos_token_id=0, eos_token_id=0, pad_token_id=None)
GPT = dict(vocab_size=97, n_positions=48, n_embd=32, n_layer=2, n_head=4, **NO_TOKENS)
COMMON = dict(
    vocab_size=97, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=48, **NO_TOKENS
)
SMALL = {**COMMON, "hidden_size": 24}  # heads of 6 elements
BF16, F16 = torch.bfloat16, torch.float16


def with_keys(drop: tuple[str, ...], **keys: object):
    """config.json without some keys and with others, as files of older versions have them."""
    return lambda config: {**{key: value for key, value in config.items() if key not in drop}, **keys}


def causal_buffers(*attention: str) -> dict[str, torch.Tensor]:
    """What files of older versions hold beside the weights of each attention: a causal mask and what it masks with."""
    masks = {f"{name}.bias": torch.ones(48, 48, dtype=torch.bool).tril()[None, None] for name in attention}
    return {**masks, **{f"{name}.masked_bias": torch.tensor(-1e9) for name in attention}}


# name -> model, config, dtype of the file, what it shows to be exact, how it is saved, lengths of the sequences
models = {
    "openai-gpt-bare": (
        t.OpenAIGPTLMHeadModel, t.OpenAIGPTConfig(**{**GPT, "n_embd": 24, "n_head": 3}), BF16,
        ["tied head", "gelu", "saved without its head", "BF16"], {"bare": True}, None,
    ),
    "openai-gpt-untied": (
        t.OpenAIGPTLMHeadModel, t.OpenAIGPTConfig(**{**GPT, "n_embd": 24}, tie_word_embeddings=False, afn="silu"), F16,
        ["untied head", "silu", "heads of 6 elements", "F16"], {}, None,
    ),
    # windows much shorter than the text
    "gpt_neo-local": (
        t.GPTNeoForCausalLM,
        t.GPTNeoConfig(**{**COMMON, "intermediate_size": 44}, num_layers=2, num_heads=4, window_size=5,
                       attention_types=[[["global", "local"], 1]], tie_word_embeddings=False),
        BF16, ["global and local attention", "intermediate_size", "untied head", "BF16"], {}, None,
    ),
    "gpt_neo-bare": (
        t.GPTNeoForCausalLM,
        t.GPTNeoConfig(**SMALL, num_layers=2, num_heads=4, window_size=1, attention_types=[[["local"], 1], [["global"], 1]],
                       activation_function="gelu"),
        F16, ["window of one token", "gelu", "tied head", "buffers of older versions", "saved without its head", "heads of 6 elements", "F16"],
        {"bare": True, "extra": causal_buffers("h.0.attn.attention", "h.1.attn.attention")}, None,
    ),
    "gptj-partial": (
        t.GPTJForCausalLM, t.GPTJConfig(**GPT, rotary_dim=4, n_inner=44), BF16,
        ["partial rotary", "n_inner", "untied head", "BF16"], {}, None,
    ),
    "gptj-tied": (
        t.GPTJForCausalLM,
        t.GPTJConfig(**{**GPT, "n_embd": 24}, rotary_dim=6, activation_function="gelu", tie_word_embeddings=True), F16,
        ["whole heads rotated", "gelu", "tied head with a bias of its own", "heads of 6 elements", "F16"], {}, None,
    ),
    "codegen-partial": (
        t.CodeGenForCausalLM, t.CodeGenConfig(**GPT, rotary_dim=4, n_inner=44), BF16,
        ["partial rotary", "n_inner", "untied head", "BF16"], {}, None,
    ),
    "codegen-tied": (
        t.CodeGenForCausalLM,
        t.CodeGenConfig(**{**GPT, "n_head": 8}, rotary_dim=4, n_inner=24, activation_function="relu",
                        tie_word_embeddings=True),
        F16, ["two heads in a group", "relu", "tied head with a bias of its own", "heads of 4 elements", "F16"], {}, None,
    ),
    "gpt_neox-parallel": (
        t.GPTNeoXForCausalLM, t.GPTNeoXConfig(**COMMON, intermediate_size=44), BF16,
        ["parallel residual", "attention biases", "untied head", "partial rotary", "BF16"], {}, None,
    ),
    "gpt_neox-sequential": (
        t.GPTNeoXForCausalLM,
        t.GPTNeoXConfig(**SMALL, intermediate_size=40, use_parallel_residual=False, attention_bias=False,
                        hidden_act="gelu_new", tie_word_embeddings=True),
        F16,
        ["sequential residual", "attention_bias off", "tied head", "rotary_pct and rotary_emb_base", "gelu_new",
         "saved without its head", "heads of 6 elements", "F16"],
        {"bare": True, "config": with_keys(("rope_parameters",), rotary_pct=1.0, rotary_emb_base=500)}, None,
    ),
    "opt-norms-before": (
        t.OPTForCausalLM, t.OPTConfig(**COMMON, ffn_dim=44), BF16,
        ["norms before", "tied head", "relu", "biases", "BF16"], {}, None,
    ),
    # as OPT-350m
    "opt-norms-after": (
        t.OPTForCausalLM, t.OPTConfig(**COMMON, ffn_dim=40, do_layer_norm_before=False, word_embed_proj_dim=16), F16,
        ["norms after", "word_embed_proj_dim", "saved without its head", "F16"], {"bare": True}, None,
    ),
    "opt-no-biases": (
        t.OPTForCausalLM,
        t.OPTConfig(**SMALL, ffn_dim=40, enable_bias=False, layer_norm_elementwise_affine=False,
                    activation_function="gelu", tie_word_embeddings=False),
        F16, ["enable_bias off", "layer_norm_elementwise_affine off", "gelu", "untied head", "heads of 6 elements", "F16"], {}, None,
    ),
    "opt-no-final-norm": (
        t.OPTForCausalLM, t.OPTConfig(**SMALL, ffn_dim=40, word_embed_proj_dim=16, tie_word_embeddings=False), F16,
        ["no final norm", "own head of word_embed_proj_dim"], {"config": with_keys((), _remove_final_layer_norm=True)}, None,
    ),
    "bloom-three-heads": (
        t.BloomForCausalLM,
        t.BloomConfig(vocab_size=97, hidden_size=24, n_layer=2, n_head=3, tie_word_embeddings=False, **NO_TOKENS), BF16,
        ["heads that are no power of two", "untied head", "BF16"], {}, (48, 7, 7, 2, 1),
    ),
    "bloom-residual-from-norm": (
        t.BloomForCausalLM,
        t.BloomConfig(vocab_size=97, hidden_size=24, n_layer=2, n_head=12, apply_residual_connection_post_layernorm=True,
                      **NO_TOKENS),
        F16,
        ["apply_residual_connection_post_layernorm", "tied head", "n_embed and num_attention_heads",
         "saved without its head", "slopes that are no powers of two", "F16"],
        {"bare": True,
         "config": with_keys(("hidden_size", "n_head"), n_embed=24, num_attention_heads=12, seq_length=64)},
        (48, 7, 7, 2, 1),
    ),
    "falcon-7b": (
        t.FalconForCausalLM, t.FalconConfig(**COMMON, ffn_hidden_size=44), BF16,
        ["one key for all queries", "parallel, one norm", "tied head", "ffn_hidden_size", "BF16"], {}, None,
    ),
    # long enough for biases and positions to be rounded to bfloat16
    "falcon-rw": (
        t.FalconForCausalLM,
        t.FalconConfig(**{**SMALL, "num_attention_heads": 3, "max_position_embeddings": 300}, ffn_hidden_size=40,
                       alibi=True, bias=True, multi_query=False, parallel_attn=False),
        BF16, ["alibi", "biases", "a key for each query", "sequential, two norms"], {}, (300, 7, 7, 2, 1),
    ),
    "falcon-40b": (
        t.FalconForCausalLM,
        t.FalconConfig(**COMMON, ffn_hidden_size=40, new_decoder_architecture=True, num_kv_heads=2,
                       tie_word_embeddings=False),
        BF16, ["new_decoder_architecture, two norms", "grouped queries", "untied head"], {}, None,
    ),
    "falcon-11b": (
        t.FalconForCausalLM,
        t.FalconConfig(**SMALL, ffn_hidden_size=40, new_decoder_architecture=True, num_kv_heads=2, activation="relu",
                       num_ln_in_parallel_attn=1, bias=True),
        F16,
        ["new_decoder_architecture, one norm", "rope_theta", "relu", "saved without its head", "heads of 6 elements", "F16"],
        {"bare": True, "config": with_keys(("rope_parameters",), rope_theta=500.0)}, None,
    ),
    "falcon-alibi-one-key": (
        t.FalconForCausalLM,
        t.FalconConfig(**{**SMALL, "num_attention_heads": 12}, ffn_hidden_size=40, alibi=True),
        BF16, ["alibi with one key for all queries", "slopes rounded to bfloat16", "n_embed"],
        {"config": with_keys(("hidden_size",), n_embed=24)}, None,
    ),
    "mpt-three-heads": (
        t.MptForCausalLM,
        t.MptConfig(vocab_size=97, d_model=24, n_layers=2, n_heads=3, max_seq_len=48, **NO_TOKENS), BF16,
        ["heads that are no power of two", "tied head", "saved without its head", "BF16"], {"bare": True},
        (48, 7, 7, 2, 1),
    ),
    "mpt-clipped": (
        t.MptForCausalLM,
        t.MptConfig(vocab_size=97, d_model=24, n_layers=2, n_heads=12, max_seq_len=48, tie_word_embeddings=False,
                    attn_config=dict(clip_qkv=0.7, softmax_scale=0.5), **NO_TOKENS),
        F16, ["clip_qkv", "softmax_scale", "untied head", "slopes that are no powers of two", "F16"], {}, (48, 7, 7, 2, 1),
    ),
    "phi-partial": (
        t.PhiForCausalLM, t.PhiConfig(**COMMON, intermediate_size=44), BF16,
        ["half of a head rotated", "untied head with a bias", "BF16"], {}, None,
    ),
    "phi-normed-heads": (
        t.PhiForCausalLM,
        t.PhiConfig(**SMALL, intermediate_size=40, num_key_value_heads=2, qk_layernorm=True, hidden_act="gelu",
                    tie_word_embeddings=True),
        F16,
        ["qk_layernorm", "grouped queries", "partial_rotary_factor", "gelu", "tied head with a bias of its own",
         "heads of 6 elements", "F16"],
        {"config": with_keys(("rope_parameters",), partial_rotary_factor=0.7, rope_theta=500.0)}, None,
    ),
    "stablelm-sequential": (
        t.StableLmForCausalLM, t.StableLmConfig(**COMMON, intermediate_size=36, num_key_value_heads=2), BF16,
        ["sequential residual", "grouped queries", "partial rotary", "untied head", "BF16"], {}, None,
    ),
    "stablelm-normed-heads": (
        t.StableLmForCausalLM,
        t.StableLmConfig(**COMMON, intermediate_size=36, num_key_value_heads=2, use_qkv_bias=True, qk_layernorm=True,
                         use_parallel_residual=True),
        BF16, ["parallel residual", "qk_layernorm", "use_qkv_bias"], {}, None,
    ),
    "stablelm-bare": (
        t.StableLmForCausalLM,
        t.StableLmConfig(**SMALL, intermediate_size=36, num_key_value_heads=1, qk_layernorm=True, hidden_act="gelu",
                         tie_word_embeddings=True),
        F16,
        ["one key for all queries", "partial_rotary_factor", "gelu", "tied head", "saved without its head",
         "heads of 6 elements", "F16"],
        {"bare": True, "config": with_keys(("rope_parameters",), partial_rotary_factor=0.7)}, None,
    ),
}  # fmt: skip

with_views = {"falcon-40b", "gptj-partial", "stablelm-normed-heads"}

if __name__ == "__main__":
    torch.set_num_threads(1)
    wanted = sys.argv[1:] or list(models)
    for seed, (name, (cls, config, dtype, options, save, lengths)) in enumerate(models.items(), start=101):
        if name in wanted:
            make_model(
                name, cls, config, seed=seed, options=options, dtype=dtype, save=save, lengths=lengths,
                views=name in with_views,
            )  # fmt: skip
