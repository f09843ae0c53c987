"""Makes one tiny random checkpoint with the real transformers, and the losses of its tokens. See make_fixtures.py."""

import copy
import importlib.metadata
import json
import shutil
import sys
from pathlib import Path

import torch

root = Path(__file__).resolve().parents[2]
fixtures = root / "packages/core/test/fixtures"
versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "tokenizers", "safetensors")}


def randomize(model: torch.nn.Module, seed: int) -> None:
    """Weights large enough that no part of the computation can be wrong without moving the losses."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() >= 2:
                parameter.copy_(noise * (0.5 if "wpe" in name or "position" in name else 1.5 / parameter.shape[-1] ** 0.5))
            else:
                # gains around 1; those of Gemma are stored less 1, and start as zeros
                parameter.copy_(0.3 * noise + (1.0 if name.endswith("weight") and parameter.any() else 0.0))


def token_losses(model: torch.nn.Module, ids: list[int]) -> list[float | None]:
    """-ln p of each token given those before it; logits in float32 as the model gives them."""
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0].double()
    losses = -torch.log_softmax(logits, -1)[torch.arange(len(ids) - 1), ids[1:]]
    return [None, *losses.tolist()]


def mlp_views(model: torch.nn.Module, ids: list[int]) -> list[dict[str, list[list[float]]]]:
    """Outputs of the matrices that feed each block's hidden units, before the activation: [tokens][units]."""
    names = {
        **dict.fromkeys(("c_fc", "fc_in", "fc1", "dense_h_to_4h", "up_proj"), ["up"]),
        "gate_proj": ["gate"], "gate_up_proj": ["gate", "up"],
    }  # fmt: skip
    blocks: list[dict[str, list[list[float]]]] = []
    hooks = []
    for name, module in model.named_modules():
        views = names.get(name.split(".")[-1])
        if views is None:
            continue
        block = next(int(part) for part in name.split(".") if part.isdigit())
        while len(blocks) <= block:
            blocks.append({})

        def record(_module, _inputs, output, block=block, views=views):
            for view, part in zip(views, output.flatten(0, -2).chunk(len(views), -1)):
                blocks[block][view] = [[float(f"{x:.7g}") for x in row] for row in part.tolist()]

        hooks.append(module.register_forward_hook(record))
    with torch.no_grad():
        model(torch.tensor([ids]))
    for hook in hooks:
        hook.remove()
    return blocks


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value) + "\n", encoding="utf-8")


def make_model(
    name: str,
    cls: type,
    config: object,
    *,
    seed: int,
    options: list[str],
    dtype: torch.dtype = torch.float32,
    save: dict[str, object] | None = None,
    lengths: tuple[int, ...] | None = None,
    views: bool = False,
) -> None:
    """Writes <fixtures>/models/<name>/: the files of save_pretrained, and reference.json.

    options: what the fixture shows to be exact; `checked` of the adapters is held against them.
    save: max_shard_size; bare (without the head); head (a head of its own in a tied model's file); extra (tensors to add
    to the file, such as the buffers of older versions); config (a function
    from config.json as saved to the one to keep: keys of older files, which transformers then has to read too).
    lengths: of the random sequences whose losses are kept, default the context and some short ones.
    """
    save = save or {}
    folder = fixtures / "models" / name
    shutil.rmtree(folder, ignore_errors=True)
    torch.manual_seed(seed)
    model = cls(config)
    randomize(model, seed)
    sharding = {"max_shard_size": save["max_shard_size"]} if "max_shard_size" in save else {}
    model = model.to(dtype)
    (model.base_model if "bare" in save else model).save_pretrained(folder, **sharding)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if "head" in save:
        add_head(folder / "model.safetensors", seed)
    if "extra" in save:
        add_tensors(folder / "model.safetensors", save["extra"])

    if "config" in save:
        path = folder / "config.json"
        path.write_text(json.dumps(save["config"](json.loads(path.read_text())), indent=2) + "\n")

    # The reference is what transformers makes of the files, weights widened to float32.
    loaded = cls.from_pretrained(folder, dtype=torch.float32).eval()
    generator = torch.Generator().manual_seed(1000 + seed)
    lengths = lengths or (config.max_position_embeddings, 7, 7, 2, 1)
    sequences = [torch.randint(0, config.vocab_size, (length,), generator=generator).tolist() for length in lengths]
    # a fresh model for each: dynamic rope scaling keeps the frequencies of the longest sequence so far
    losses = [token_losses(copy.deepcopy(loaded), ids) for ids in sequences]
    write_json(
        folder / "reference.json",
        {
            "generator": f"tools/reference/{Path(sys.argv[0]).name}",
            "versions": versions,
            "seed": seed,
            "options": options,
            "sequences": sequences,
            "nllNats": losses,
            # for sequences[1]
            **({"mlpViews": mlp_views(loaded, sequences[1])} if views else {}),
            "totalNats": sum(loss for each in losses for loss in each if loss is not None),
        },
    )


def add_head(path: Path, seed: int) -> None:
    from safetensors.torch import load_file

    generator = torch.Generator().manual_seed(2000 + seed)
    shape = load_file(path)["transformer.wte.weight"].shape
    add_tensors(path, {"lm_head.weight": torch.randn(shape, generator=generator) * 1.5 / shape[1] ** 0.5})


def add_tensors(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    from safetensors.torch import load_file, save_file

    save_file({**load_file(path), **tensors}, path, metadata={"format": "pt"})
