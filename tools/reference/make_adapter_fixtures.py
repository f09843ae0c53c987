"""Writes PEFT adapters and delta weights with the losses that the real peft and transformers give, for packages/core.

    .venv/bin/pip install -r tools/reference/requirements.txt -r tools/reference/requirements-adapters.txt
    .venv/bin/python tools/reference/make_adapter_fixtures.py

Each folder of packages/core/test/fixtures/adapters/ is an adapter as `save_pretrained` wrote it (or a delta in the layout
of a model), made over one of the tiny models of packages/core/test/fixtures/models/ or examples/models/, and reference.json:
name of the base, token sequences, and the losses of the model that `PeftModel.from_pretrained` loads in float32 from the
files written here, not merged; of a delta, the losses of base + delta in float32. Run make_fixtures.py first. No test runs
this.
adapter-targets.json: which modules peft chooses under many configs, with rank and alpha.
"""

import importlib.metadata
import json
import shutil
import warnings
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.tuners.tuners_utils import check_target_module_exists
from peft.utils.other import get_pattern_key
from transformers import AutoModelForCausalLM

from make_fixtures import token_losses, write_json

root = Path(__file__).resolve().parents[2]
models = root / "packages/core/test/fixtures/models"
examples = root / "examples/models"
adapters = root / "packages/core/test/fixtures/adapters"
versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "peft", "safetensors")}

# name -> base, seed, options: LoraConfig, rows of a resized vocabulary, dtype of the saved adapter
loras = {
    # Conv1D, stored [inputs, outputs]; attn.c_proj is square, where shapes alone do not tell the orientation
    "gpt2-lora": (
        "gpt2-tied", 1,
        dict(r=4, lora_alpha=8, target_modules=["c_attn", "c_proj", "c_fc"], fan_in_fan_out=True), {},
    ),
    "gpt2-lora-bias": ("gpt2-tied", 2, dict(r=3, lora_alpha=5, target_modules=["c_fc"], lora_bias=True), {}),
    # the saved copy serves the input only: PEFT leaves the tied head at the base's embedding
    "gpt2-saved-embedding": (
        "gpt2-tied", 3, dict(r=2, lora_alpha=4, target_modules=["c_attn"], modules_to_save=["wte", "ln_f"]), {},
    ),
    # a checkpoint without the "transformer." that the modules have
    "gpt2-bare-lora": (
        "gpt2-bare", 4, dict(r=2, lora_alpha=6, target_modules=r"transformer\.h\.(0|1)\.(attn|mlp)\.c_proj"), {},
    ),
    "llama-rslora-ranks": (
        "llama-grouped", 11,
        dict(
            r=4, lora_alpha=6, use_rslora=True, target_modules=r".*\.(self_attn\.[qv]_proj|mlp\.(down|up)_proj)",
            rank_pattern={"q_proj": 2, "layers.1.mlp.down_proj": 7}, alpha_pattern={r"layers\.\d.self_attn.v_proj": 16},
        ), {},
    ),
    "llama-layers-saved": (
        "llama-grouped", 12,
        dict(
            r=4, lora_alpha=8, target_modules=["q_proj", "gate_proj"], layers_to_transform=[1], layers_pattern="layers",
            modules_to_save=["embed_tokens", "lm_head"],
        ), {},
    ),
    "llama-all-linear": (
        "llama-biases-linear-rope", 13, dict(r=2, lora_alpha=4, target_modules="all-linear"), {"dtype": torch.bfloat16},
    ),
    # the head stays at the base's embedding, as without merging
    "llama-embedding-tied": (
        "llama-tied-all-heads", 14, dict(r=3, lora_alpha=6, target_modules=["embed_tokens", "o_proj"]), {},
    ),
    "llama-head-tied": ("llama-tied-all-heads", 15, dict(r=3, lora_alpha=6, target_modules=["lm_head", "k_proj"]), {}),
    "llama-resized": (
        "llama-grouped", 16, dict(r=2, lora_alpha=4, target_modules=["v_proj"]), {"rows": 101},
    ),
    "gpt2-lora-bin": ("gpt2-tied", 5, dict(r=2, lora_alpha=4, target_modules=["c_proj"]), {"bin": True}),
    # the head is embed_out in the files of the base, lm_head in the model and the adapter
    "gpt_neox-head": (
        "gpt_neox-parallel", 31, dict(r=2, lora_alpha=4, target_modules=["lm_head", "embed_in", "query_key_value"]), {},
    ),
    # fused matrices of which the model description takes rows
    "phi3-fused": ("phi3-plain", 32, dict(r=2, lora_alpha=4, target_modules=["qkv_proj", "gate_up_proj"]), {}),
    "qwen2_moe-attention": (
        "qwen2_moe-shared", 33, dict(r=2, lora_alpha=4, target_modules=["q_proj", "o_proj", "shared_expert_gate"]), {},
    ),
    "gemma3_text-scaled-embedding": (
        "gemma3_text-local-global", 34, dict(r=2, lora_alpha=4, target_modules=["embed_tokens", "k_proj"]), {},
    ),
    # over a trained model with a tokenizer, for what runs from a request to a result; an update as large as the others
    # makes it so sensitive that float32 is off by 1e-4 in every implementation
    "g0-lora": ("g0", 18, dict(r=2, lora_alpha=4, target_modules=["c_attn"]), {"noise": 0.1}),
    "llama-resized-tied": (
        "llama-tied-all-heads", 17, dict(r=2, lora_alpha=4, target_modules=["v_proj"]), {"rows": 100},
    ),
}  # fmt: skip

# name -> base, seed, rows of the vocabulary
deltas = {"gpt2-delta": ("gpt2-tied", 21, 97), "llama-delta-extended": ("llama-grouped", 22, 99)}


# configs whose choice of modules, ranks and alphas is asked of peft itself
choices = [
    dict(target_modules=["q_proj", "v_proj"]),
    dict(target_modules=["self_attn.q_proj", "mlp.up_proj"]),
    dict(target_modules=["model.layers.1.self_attn.q_proj", "proj"]),
    dict(target_modules=["lm_head", "embed_tokens"]),
    dict(target_modules=["q_proj"], layers_to_transform=[0, 10]),
    dict(target_modules=["q_proj", "w1"], layers_to_transform=1),
    dict(target_modules=["q_proj", "w1"], layers_to_transform=[1], layers_pattern="layers"),
    dict(target_modules=["w1"], layers_to_transform=[0], layers_pattern=["h", "experts"]),
    dict(target_modules=["q_proj", "model.layers.2.self_attn.k_proj"], layers_to_transform=[0], layers_pattern="layers"),
    dict(target_modules=["q_proj", "lm_head"], layers_to_transform=[]),
    dict(target_modules=["q_proj", "lm_head"], layers_to_transform=[0]),
    dict(target_modules=r".*\.(q|k)_proj"),
    dict(target_modules=r"model\.layers\.\d\.self_attn\..*"),
    dict(target_modules=r"q_proj"),
    dict(target_modules=r"(?P<where>.*)\.mlp\.(?!gate).*"),
    dict(target_modules=r"model\.layers\.(0|1)\.mlp\.\w+_proj|lm_head"),
    dict(target_modules=["q_proj", "v_proj"], exclude_modules=["layers.0.self_attn.q_proj", "v_proj"]),
    dict(target_modules=["q_proj", "v_proj"], exclude_modules=r".*\.1\..*"),
    dict(target_modules=["q_proj", "lm_head", "embed_tokens"], modules_to_save=["lm_head", "layers.1"]),
    dict(target_modules=["q_proj", "up_proj"], modules_to_save=["mlp"]),
    dict(target_modules=["q_proj", "v_proj"], rank_pattern={"q_proj": 3}, alpha_pattern={"layers.0.self_attn.v_proj": 5}),
    dict(target_modules=["q_proj", "v_proj"], rank_pattern={"proj": 3, ".*_proj": 4, "v_proj": 5}),
    dict(target_modules=["q_proj"], rank_pattern={"^model.layers.1.self_attn.q_proj": 3, r"layers\.\d\..*q_proj": 2}),
    dict(target_modules=["q_proj"], alpha_pattern={r"model.layers.(0|2).self_attn.q_proj": 7, "1.self_attn.q_proj": 9}),
]
modules = ["model.embed_tokens", "lm_head", *(
    f"model.layers.{layer}.{name}"
    for layer in (0, 1, 2, 10)
    for name in (
        "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj",
        "moe.experts.0.w1", "moe.experts.1.w1",
    )
)]  # fmt: skip


def make_choices() -> None:
    cases = []
    for options in choices:
        config = LoraConfig(r=8, lora_alpha=16, **options)
        chosen = [name for name in modules if check_target_module_exists(config, name)]
        ranks = [config.rank_pattern.get(get_pattern_key(config.rank_pattern.keys(), name), config.r) for name in chosen]
        alphas = [
            config.alpha_pattern.get(get_pattern_key(config.alpha_pattern.keys(), name), config.lora_alpha)
            for name in chosen
        ]
        cases.append({"config": options, "expected": [list(row) for row in zip(chosen, ranks, alphas)]})
    header = {"generator": "tools/reference/make_adapter_fixtures.py", "versions": versions}
    write_json(adapters.parent / "adapter-targets.json", {**header, "modules": modules, "cases": cases})


def load(base: str, rows: int | None = None) -> torch.nn.Module:
    folder = models if (models / base).is_dir() else examples
    model = AutoModelForCausalLM.from_pretrained(folder / base, dtype=torch.float32, attn_implementation="eager").eval()
    if rows is not None:
        model.resize_token_embeddings(rows, mean_resizing=False)
    return model


def sequences_of(base: str, rows: int, seed: int) -> list[list[int]]:
    generator = torch.Generator().manual_seed(seed + 1000)
    return [torch.randint(0, rows, (length,), generator=generator).tolist() for length in (24, 7, 2)]


def write_reference(folder: Path, base: str, model: torch.nn.Module, rows: int, seed: int) -> None:
    sequences = sequences_of(base, rows, seed)
    losses = [token_losses(model, ids) for ids in sequences]
    total = sum(loss for row in losses for loss in row if loss is not None)
    write_json(
        folder / "reference.json",
        {
            "generator": "tools/reference/make_adapter_fixtures.py", "versions": versions, "seed": seed, "base": base,
            "sequences": sequences, "nllNats": losses, "totalNats": total,
        },
    )  # fmt: skip


def make_lora(name: str) -> None:
    base, seed, options, extra = loras[name]
    folder = adapters / name
    torch.manual_seed(seed)
    rows = extra.get("rows")
    model = get_peft_model(load(base, rows), LoraConfig(task_type="CAUSAL_LM", **options))
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if "lora_" in key:
                parameter.copy_(extra.get("noise", 0.5) * noise)
            elif "modules_to_save" in key:
                parameter.add_(0.2 * noise)
            elif rows is not None and ("embed_tokens" in key or "lm_head" in key):
                parameter.add_(0.2 * noise)
    model.peft_config["default"].base_model_name_or_path = f"owner/{base}"
    if "dtype" in extra:
        model.to(extra["dtype"])
    model.save_pretrained(
        folder, safe_serialization="bin" not in extra, save_embedding_layers=True if rows is not None else "auto"
    )
    (folder / "README.md").unlink(missing_ok=True)
    written = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    if isinstance(written["target_modules"], list):  # from a set: in another order each time
        written["target_modules"].sort()
    write_json(folder / "adapter_config.json", written)
    loaded = PeftModel.from_pretrained(load(base, rows), folder).eval()
    write_reference(folder, base, loaded, rows or loaded.config.vocab_size, seed)


def make_delta(name: str) -> None:
    """The convention of FastChat and LLaVA: rows that the base lacks count as 0 there."""
    base, seed, rows = deltas[name]
    folder = adapters / name
    delta = load(base, rows)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for _, parameter in delta.named_parameters():
            parameter.copy_(0.1 * torch.randn(parameter.shape, generator=generator))
    delta.save_pretrained(folder)
    (folder / "generation_config.json").unlink()
    model = load(base, rows)
    stored = load(base).state_dict()
    added = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).state_dict()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            total = added[key].clone()
            total[: stored[key].shape[0]] += stored[key]
            parameter.copy_(total)
    write_reference(folder, base, model, rows, seed)


if __name__ == "__main__":
    torch.set_num_threads(1)
    shutil.rmtree(adapters, ignore_errors=True)
    adapters.mkdir(parents=True)
    warnings.simplefilter("ignore")
    make_choices()
    for lora in loras:
        make_lora(lora)
        print(lora)
    for delta in deltas:
        make_delta(delta)
        print(delta)
