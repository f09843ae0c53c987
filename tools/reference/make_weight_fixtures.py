"""Writes weights in the forms that packages/core reads, with the values that PyTorch and transformers read from them.

    python -m venv .venv && .venv/bin/pip install -r tools/reference/requirements.txt
    .venv/bin/python tools/reference/make_weight_fixtures.py

Files go to packages/core/test/fixtures/pytorch/ and packages/core/test/fixtures/scaled/, each folder with expected.json:
for each tensor of each file its shape, dtype and elements as float32, row-major. Seeds are in this script, versions in
requirements.txt and in expected.json. Files of torch.save hold no time; a second run writes the same values.
"""

import importlib.metadata
import json
import os
import pickle
import shutil
from collections import OrderedDict
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers

torch.set_num_threads(1)
fixtures = Path(__file__).resolve().parents[2] / "packages/core/test/fixtures"
versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "tokenizers", "safetensors")}


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
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
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


pytorch()
