"""Writes the ranks that the logits of the real transformers in float32 give the tokens of the fixtures.

    .venv/bin/python tools/reference/rank_fixtures.py

Rank: 1 + the number of vocabulary entries whose logit is strictly greater than that of the token that comes next. For the
tiny models the token ids are those of each reference.json (run after the scripts that make them), for examples/models those
of passage.json in windows of the context. Everything goes to packages/core/test/fixtures/ranks.json, with versions. A rank is
null where another logit is closer than 1e-4, which is what two implementations may differ by: either order is right there.
No test runs this.
"""

import hashlib
import json

import torch
from transformers import AutoModelForCausalLM

from model_fixture import fixtures, root, versions

torch.set_num_threads(1)
nearest = 1e-4


def ranks(folder, sequences):
    listed = []
    for ids in sequences:
        # A new model for each sequence: one with dynamic rope scaling remembers the longest.
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, experts_implementation="eager").eval()
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0, :-1]
        assert logits.dtype == torch.float32
        own = logits.gather(1, torch.tensor(ids[1:], dtype=torch.int64)[:, None])
        near = ((logits - own).abs() < nearest).sum(1) > 1
        above = (logits > own).sum(1)
        listed.append([None if n else 1 + a for n, a in zip(near.tolist(), above.tolist())])
    return listed


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


models = {}
for folder in sorted((fixtures / "models").iterdir()):
    reference = folder / "reference.json"
    sequences = json.loads(reference.read_text())["sequences"]
    models[folder.name] = {"reference": digest(reference), "ranks": ranks(folder, sequences)}

examples = {}
for name, measured in json.loads((fixtures / "passage.json").read_text())["models"].items():
    ids, context = measured["tokenIds"], measured["contextLength"]
    windows = [ids[start : start + context] for start in range(0, len(ids), context)]
    # the first token of each window is predicted from nothing
    examples[name] = [rank for window in ranks(root / "examples/models" / name, windows) for rank in [None, *window]]

every = [rank for model in models.values() for each in model["ranks"] for rank in each]
assert every.count(None) < 0.02 * len(every), f"{every.count(None)} of {len(every)} are too near another to be told"
content = {"versions": versions, "nearest": nearest, "models": models, "passage": examples}
(fixtures / "ranks.json").write_text(json.dumps(content) + "\n", encoding="utf-8")
print(len(models), "models,", len(every), "ranks,", every.count(None), "undecided")
