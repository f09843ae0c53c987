"""Writes the token losses that the real transformers gives for the tiny fixture models with dtype=float16.

    .venv/bin/python tools/reference/float16_fixtures.py

Run after make_fixtures.py: the token ids are those of each model's reference.json. Everything goes to
packages/core/test/fixtures/float16.json, with versions. No test runs this.
"""

import hashlib
import importlib.metadata
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM

root = Path(__file__).resolve().parents[2]
fixtures = root / "packages/core/test/fixtures"
torch.set_num_threads(1)

models = {}
for folder in sorted((fixtures / "models").iterdir()):
    reference = json.loads((folder / "reference.json").read_text())
    losses = []
    for ids in reference["sequences"]:
        # A new model for each sequence: one with dynamic rope scaling remembers the longest.
        # eager: the grouped product of experts takes no matrices as narrow as these.
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float16, experts_implementation="eager").eval()
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0]
        assert logits.dtype == torch.float16
        nll = -torch.log_softmax(logits.double(), -1)[torch.arange(len(ids) - 1), ids[1:]]
        losses.append([round(value, 5) for value in nll.tolist()])
    # Which reference.json they belong to: both are made again together.
    digest = hashlib.sha256((folder / "reference.json").read_bytes()).hexdigest()
    models[folder.name] = {"reference": digest[:16], "nllNats": losses}

versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers")}
(fixtures / "float16.json").write_text(json.dumps({"versions": versions, "models": models}) + "\n")
print(len(models), "models")
