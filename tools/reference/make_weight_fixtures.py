"""Writes weights in the forms that packages/core reads, with the values that PyTorch and transformers read from them.

    python -m venv .venv && .venv/bin/pip install -r tools/reference/requirements-weights.txt
    .venv/bin/python tools/reference/make_weight_fixtures.py

Files go to packages/core/test/fixtures/pytorch/ and packages/core/test/fixtures/scaled/, each folder with expected.json:
for each tensor of each file its shape, dtype and elements as float32, row-major. Seeds are in this script, versions in
requirements-weights.txt and in expected.json. Files of torch.save hold no time; a second run writes the same values.
"""

import importlib.metadata
import json
import os
import pickle
import shutil
from collections import OrderedDict
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

torch.set_num_threads(1)
fixtures = Path(__file__).resolve().parents[2] / "packages/core/test/fixtures"
versions = {name: importlib.metadata.version(name) for name in
            ("torch", "transformers", "tokenizers", "safetensors", "accelerate", "compressed-tensors")}


def fresh(name):
    folder = fixtures / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def number(value):
    """JSON has no NaN or infinity; -0 must stay."""
    return value if abs(value) < float("inf") else str(value)


def told(tensors):
    """name -> shape, dtype, elements; elements only where numbers have fractions."""
    result = {}
    for name, tensor in tensors.items():
        tensor = tensor.detach()
        entry = {"shape": list(tensor.shape), "dtype": str(tensor.dtype).removeprefix("torch.")}
        if tensor.dtype.is_floating_point:
            entry["values"] = [number(x) for x in tensor.contiguous().to(torch.float32).flatten().tolist()]
        result[name] = entry
    return result


def dtypes():
    g = torch.Generator().manual_seed(1)
    base = torch.randn(5, 7, generator=g, dtype=torch.float64) * 3
    kinds = dict(f64=torch.float64, f32=torch.float32, f16=torch.float16, bf16=torch.bfloat16)
    state = {name: base.to(dtype) for name, dtype in kinds.items()}
    state["f8_e4m3"] = base.to(torch.float8_e4m3fn)
    state["f8_e5m2"] = base.to(torch.float8_e5m2)
    state["scalar"] = torch.tensor(1.5)
    state["empty"] = torch.zeros(0, 3)
    state["ids"] = torch.arange(6)
    state["mask"] = torch.tensor([True, False])
    state["u16"] = torch.zeros(3, dtype=torch.uint16)
    return state


def views():
    g = torch.Generator().manual_seed(2)
    base = torch.randn(6, 10, generator=g)
    cube = torch.randn(3, 4, 5, generator=g).to(torch.bfloat16)
    half = torch.randn(8, 9, generator=g).to(torch.float16)
    wide = torch.randn(70, 900, generator=g).to(torch.float16)
    return {
        "base": base,
        "transposed": base.t(),
        "tied": base,
        "rows": base[2:5],
        "window": base[1:5, 3:8],
        "steps": base[::2, 1::3],
        "column": base[:, 4],
        "one": base[3:4, 2:3],
        "cube": cube,
        "permuted": cube.permute(2, 0, 1),
        "experts": cube.transpose(1, 2),
        "half": half.t(),
        "wide": wide.t()[:30],
        "parameter": torch.nn.Parameter(base[:2].clone()),
    }


def module_state():
    """OrderedDict with `_metadata`, as nn.Module gives it."""
    torch.manual_seed(3)
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.LayerNorm(2))
    return module.state_dict()


def with_attribute():
    parameter = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    parameter.note = "set by a training program"
    return {"w": parameter}


def pytorch():
    folder = fresh("pytorch")
    torch.manual_seed(0)
    files = {
        "dtypes.bin": (dtypes(), {}),
        "views.bin": (views(), {}),
        "module.bin": (module_state(), {}),
        "attribute.bin": (with_attribute(), {}),
        "protocol4.bin": (dtypes(), {"pickle_protocol": 4}),
        "protocol5.bin": (module_state(), {"pickle_protocol": 5}),
        "legacy.bin": ({"w": torch.ones(2)}, {"_use_new_zipfile_serialization": False}),
        # beyond what is read
        "expanded.bin": ({"w": torch.ones(1).expand(5)}, {}),
        "sparse.bin": ({"w": torch.eye(2).to_sparse()}, {}),
        "quantized.bin": ({"w": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)}, {}),
        "complex.bin": ({"w": torch.ones(2, dtype=torch.complex64)}, {}),
        "numpy.bin": ({"w": torch.ones(2), "step": torch.ones(1).numpy()[0]}, {}),
        "whole-module.bin": (torch.nn.Linear(2, 2), {}),
        "list.bin": ([torch.ones(2)], {}),
    }
    expected = {"versions": versions, "files": {}}
    for name, (value, options) in files.items():
        torch.save(value, folder / name, **options)
        if isinstance(value, dict) and name not in ("sparse.bin", "quantized.bin", "complex.bin", "numpy.bin"):
            read = torch.load(folder / name, weights_only="pickle_protocol" not in options)
            expected["files"][name] = told(read)
    wrapped = {"state_dict": module_state(), "epoch": 3, "lr": 1e-4, "betas": [0.9, 0.999], "big": 2**70, "none": None}
    torch.save(wrapped, folder / "wrapped.pt")
    expected["files"]["wrapped.pt"] = told(wrapped["state_dict"])
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), str(folder / "script.pt"))

    # Shards with an index, as transformers wrote them.
    state = dtypes()
    shards = {"pytorch_model-00001-of-00002.bin": ["f64", "f32", "f16"], "pytorch_model-00002-of-00002.bin": ["bf16"]}
    (folder / "sharded").mkdir()
    for name, keys in shards.items():
        torch.save(OrderedDict((key, state[key]) for key in keys), folder / "sharded" / name)
    index = {"metadata": {"total_size": 1}, "weight_map": {key: name for name, keys in shards.items() for key in keys}}
    (folder / "sharded/pytorch_model.bin.index.json").write_text(json.dumps(index, indent=1))
    expected["sharded"] = told({key: state[key] for keys in shards.values() for key in keys})

    # Pickles that would run something.
    expected["forbidden"] = forbidden(folder / "forbidden")
    (folder / "expected.json").write_text(json.dumps(expected))

    # A whole model: the weights of models/gpt2-tied as torch.save writes them, and a tokenizer of its 97 tokens.
    from safetensors.torch import load_file

    torch.save(load_file(fixtures / "models/gpt2-tied/model.safetensors"), folder / "gpt2-tied.bin")
    vocabulary = {"<unk>": 0, "\n": 1, **{chr(code): code - 30 for code in range(32, 127)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    (folder / "tokenizer.json").write_text(tokenizer.to_str())


class Calls:
    def __init__(self, function, *args):
        self.call = (function, args)

    def __reduce__(self):
        return self.call


def forbidden(folder):
    """The data.pkl of files that torch.save or pickle would run something from -> the name that must be refused."""
    folder.mkdir()
    import builtins
    import subprocess

    cases = {
        "os-system": ({"w": Calls(os.system, "false")}, "posix.system"),
        "eval-nested": ({"a": {"b": [({"c": Calls(builtins.eval, "1")},)]}}, "__builtin__.eval"),
        "popen": (Calls(subprocess.Popen, ["false"]), "subprocess.Popen"),
        "torch-load": ({"w": Calls(torch.load, "x")}, "torch.serialization.load"),
        "exec-in-tuple": ((1, (2, Calls(exec, "1"))), "__builtin__.exec"),
        "function": ({"w": torch.nn.functional.relu}, "torch.nn.functional.relu"),
    }
    names = {}
    for name, (value, refused) in cases.items():
        torch.save(value, folder / f"{name}.bin")
        names[name] = refused
        (folder / f"{name}-4.pkl").write_bytes(pickle.dumps(value, protocol=4))
    return names



def float8(g, *shape, dtype=torch.float8_e4m3fn):
    return (torch.randn(*shape, generator=g) * 40).to(dtype)


def write_scaled(name, config, state, expected):
    """config.json, what is stored, and what must be read of it, as float32."""
    from safetensors.torch import save_file

    folder = fixtures / "scaled" / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"quantization_config": config}, indent=1))
    save_file(state, folder / "model.safetensors")
    save_file({key: value.to(torch.float32).contiguous() for key, value in expected.items()}, folder / "expected.safetensors")


def fp8():
    """Values by transformers' Fp8Dequantize; where that fails, by the code beside its kernels."""
    from transformers.integrations.finegrained_fp8 import Fp8Dequantize, _dequantize_fp8_weight

    g = torch.Generator().manual_seed(4)
    dequantize = Fp8Dequantize(None)._dequantize_one
    scale = lambda *shape: torch.rand(*shape, generator=g) / 100 + 1e-3
    pairs = {
        "blocks": (float8(g, 12, 24), scale(3, 3)),
        "e5m2": (float8(g, 8, 8, dtype=torch.float8_e5m2), scale(2, 1)),
        "bf16": (float8(g, 8, 16), scale(2, 2).to(torch.bfloat16)),
        "powers": (float8(g, 8, 16), torch.tensor([[0.5, 2.0**-20], [2.0**30, 1.0]]).to(torch.float8_e8m0fnu)),
        "bytes": (float8(g, 8, 16), torch.tensor([[0, 127], [200, 130]], dtype=torch.uint8)),
        "scalar": (float8(g, 6, 10), torch.tensor(0.0123)),
        "one": (float8(g, 6, 10), torch.tensor([0.0123])),
        # no blocks of the config, but equal parts
        "microscaled": (float8(g, 6, 64), scale(6, 2)),
        "every_byte": (torch.arange(256, dtype=torch.uint8).view(torch.float8_e4m3fn).reshape(16, 16), scale(4, 2)),
        "every_byte_e5m2": (torch.arange(256, dtype=torch.uint8).view(torch.float8_e5m2).reshape(16, 16), scale(4, 2)),
    }  # fmt: skip
    state, expected = {}, {}
    for name, (weight, scales) in pairs.items():
        state |= {f"{name}.weight": weight, f"{name}.weight_scale_inv": scales}
        expected[f"{name}.weight"] = dequantize(weight, scales, output_dtype=torch.float32)
    stacked, scales = float8(g, 3, 8, 16), scale(3, 2, 2)
    state |= {"experts.up": stacked, "experts.up_scale_inv": scales}
    expected["experts.up"] = dequantize(stacked, scales, output_dtype=torch.float32)
    ragged, scales = float8(g, 10, 20), scale(3, 3)
    state |= {"ragged.weight": ragged, "ragged.weight_scale_inv": scales}
    expected["ragged.weight"] = _dequantize_fp8_weight(ragged, scales, [4, 8], torch.float32)
    plain = torch.randn(4, 4, generator=g).to(torch.bfloat16)
    state["norm.weight"] = expected["norm.weight"] = plain
    config = {"quant_method": "fp8", "weight_block_size": [4, 8], "fmt": "e4m3", "activation_scheme": "dynamic"}
    write_scaled("fp8", config, state, expected)


def compressed():
    """Values by compressed-tensors' own decompression; of experts by that of transformers."""
    from compressed_tensors.compressors import BaseCompressor
    from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme

    g = torch.Generator().manual_seed(5)
    compressor = BaseCompressor.get_value_from_registry("float-quantized")
    shapes = {
        "tensor": ({}, (10, 20), (1,)),
        "channel": ({}, (10, 20), (10, 1)),
        "group": ({"group_size": 5}, (10, 20), (10, 4)),
        "block": ({"block_structure": [4, 8]}, (10, 20), (3, 3)),
    }
    for strategy, (options, shape, scale_shape) in shapes.items():
        args = QuantizationArgs(num_bits=8, type="float", strategy=strategy, symmetric=True, **options)
        scheme = QuantizationScheme(targets=["Linear"], weights=args)
        state, expected = {}, {}
        for dtype in (torch.float32, torch.bfloat16, torch.float16):
            name = str(dtype).removeprefix("torch.")
            weight = float8(g, *shape)
            scale = (torch.rand(*scale_shape, generator=g) / 100 + 1e-3).to(dtype)
            state |= {f"{name}.weight": weight, f"{name}.weight_scale": scale}
            read = compressor.decompress({"weight": weight, "weight_scale": scale}, scheme)
            expected[f"{name}.weight"] = read["weight"]
        if strategy == "channel":
            weight, scale = float8(g, 4, 6), (torch.rand(4, 1, generator=g) / 100).to(torch.bfloat16)
            state |= {"mlp.experts.0.up_proj.weight": weight, "mlp.experts.0.up_proj.weight_scale": scale}
            expected["mlp.experts.0.up_proj.weight"] = weight.to(torch.float32) * scale.to(torch.float32)
        config = {
            "quant_method": "compressed-tensors", "format": "float-quantized", "quantization_status": "compressed",
            "config_groups": {"group_0": {"targets": ["Linear"], "weights": json.loads(args.model_dump_json())}},
            "ignore": ["lm_head"], "kv_cache_scheme": None,
        }  # fmt: skip
        write_scaled(f"compressed-{strategy}", config, state, expected)


def mxfp4():
    """Values by transformers' convert_moe_packed_tensors, before its transpose."""
    from transformers.integrations.mxfp4 import convert_moe_packed_tensors

    g = torch.Generator().manual_seed(6)
    byte = lambda *shape, low=0, high=256: torch.randint(low, high, shape, generator=g, dtype=torch.uint8)
    state, expected = {}, {}
    packs = {
        "experts.gate_up_proj": (byte(3, 6, 2, 16), byte(3, 6, 2, low=110, high=140)),
        # every scale with every element
        "experts.down_proj": (torch.tensor([i << 4 | 15 - i for i in range(16)], dtype=torch.uint8).repeat(1, 256, 1, 1),
                              torch.arange(256, dtype=torch.uint8).reshape(1, 256, 1)),
    }  # fmt: skip
    for name, (blocks, scales) in packs.items():
        state |= {f"{name}_blocks": blocks, f"{name}_scales": scales}
        expected[name] = convert_moe_packed_tensors(blocks, scales, dtype=torch.float32).transpose(1, 2)
    state["experts.down_proj_bias"] = expected["experts.down_proj_bias"] = torch.randn(3, 6, generator=g).to(torch.bfloat16)
    config = {"quant_method": "mxfp4", "modules_to_not_convert": ["lm_head"]}
    write_scaled("mxfp4", config, state, expected)


def fp8_model():
    """models/llama-grouped in fp8, and the losses of transformers, which dequantizes it on a CPU, in float32."""
    from safetensors.torch import load_file, save_file
    from transformers import AutoModelForCausalLM

    source = fixtures / "models/llama-grouped"
    folder = fixtures / "scaled/llama-fp8"
    folder.mkdir(parents=True)
    rows, cols = 4, 16
    state = {}
    for name, weight in load_file(source / "model.safetensors").items():
        if weight.ndim != 2 or "_proj" not in name or weight.shape[0] % rows or weight.shape[1] % cols:
            state[name] = weight
            continue
        blocks = weight.reshape(weight.shape[0] // rows, rows, weight.shape[1] // cols, cols)
        scale = blocks.abs().amax(dim=(1, 3)) / 448
        state[name] = (blocks / scale[:, None, :, None]).reshape(weight.shape).to(torch.float8_e4m3fn)
        state[name.replace("weight", "weight_scale_inv")] = scale
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((source / "config.json").read_text())
    skip = ["lm_head", *(name.removesuffix(".weight") for name, w in state.items() if "_proj" in name and w.dtype == torch.float32 and "scale" not in name)]
    config["quantization_config"] = {"quant_method": "fp8", "weight_block_size": [rows, cols], "activation_scheme": "dynamic",
                                     "modules_to_not_convert": skip}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    assert all(p.dtype == torch.float32 for p in model.parameters())
    ids = torch.tensor(json.loads((source / "reference.json").read_text())["sequences"][:1])
    with torch.no_grad():
        logits = model(ids).logits[0].double()
    losses = torch.nn.functional.cross_entropy(logits[:-1], ids[0, 1:], reduction="none")
    reference = {"versions": versions, "sequence": ids[0].tolist(), "nllNats": [None, *losses.tolist()]}
    (folder / "reference.json").write_text(json.dumps(reference))


pytorch()
fresh("scaled")
fp8()
compressed()
mxfp4()
fp8_model()
