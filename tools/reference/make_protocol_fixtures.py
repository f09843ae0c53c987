"""Writes what lm-evaluation-harness and the Transformers perplexity guide measure on small files, with the real tools.

    python -m venv .venv && .venv/bin/pip install -r tools/reference/requirements-protocols.txt
    .venv/bin/python tools/reference/make_protocol_fixtures.py
    .venv/bin/python tools/reference/make_protocol_fixtures.py .models/smollm2-135m

Texts: packages/core/test/fixtures/protocols/{documents.jsonl,text.txt}; models: examples/models, and copies of them
whose tokenizer adds a BOS token. Values go to packages/core/test/fixtures/protocols/expected.json; with the folder of
SmolLM2 (unpack_smollm2.py) those of that model go to expected-smollm2.json. No test runs this.
"""

import importlib.metadata
import json
import math
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import lm_eval
import torch
from lm_eval.api.task import ConfigurableTask
from lm_eval.models.huggingface import HFLM
from transformers import AutoModelForCausalLM, AutoTokenizer

torch.set_num_threads(1)
root = Path(__file__).resolve().parents[2]
examples = root / "examples/models"
fixtures = root / "packages/core/test/fixtures/protocols"
documents_file = fixtures / "documents.jsonl"
documents = [json.loads(line)["text"] for line in documents_file.read_text(encoding="utf-8").split("\n") if line]
text = (fixtures / "text.txt").open(encoding="utf-8", newline="").read()
versions = {
    name: importlib.metadata.version(name) for name in ("torch", "transformers", "tokenizers", "lm_eval", "datasets")
}


def with_bos(name: str, folder: Path) -> Path:
    """A copy of a model whose tokenizer puts <|endoftext|> (1023) before a text; the test makes the same change."""
    target = folder / f"{name}-bos"
    shutil.copytree(examples / name, target)
    definition = json.loads((target / "tokenizer.json").read_text())
    definition["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [
            {"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
        ],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<|endoftext|>": {"id": "<|endoftext|>", "ids": [1023], "tokens": ["<|endoftext|>"]}},
    }
    (target / "tokenizer.json").write_text(json.dumps(definition))
    config = json.loads((target / "tokenizer_config.json").read_text())
    config.pop("add_bos_token", None)
    config["tokenizer_class"] = "PreTrainedTokenizerFast"
    (target / "tokenizer_config.json").write_text(json.dumps(config))
    return target


def guide(model, tokenizer, texts: list[str], max_length: int, stride: int) -> dict:
    """docs/source/en/perplexity.md of transformers, its loop as it stands."""
    device = "cpu"
    encodings = tokenizer("\n\n".join(texts), return_tensors="pt")

    seq_len = encodings.input_ids.size(1)

    nll_sum = 0.0
    n_tokens = 0
    prev_end_loc = 0
    for begin_loc in range(0, seq_len, stride):
        end_loc = min(begin_loc + max_length, seq_len)
        trg_len = end_loc - prev_end_loc  # may be different from stride on last loop
        input_ids = encodings.input_ids[:, begin_loc:end_loc].to(device)
        target_ids = input_ids.clone()
        target_ids[:, :-trg_len] = -100

        with torch.no_grad():
            outputs = model(input_ids, labels=target_ids)

            # loss is calculated using CrossEntropyLoss which averages over valid labels
            # N.B. the model only calculates loss over trg_len - 1 labels, because it internally shifts the labels
            # to the left by 1.
            neg_log_likelihood = outputs.loss

        # Accumulate the total negative log-likelihood and the total number of tokens
        num_valid_tokens = (target_ids != -100).sum().item()  # number of valid tokens in target_ids
        batch_size = target_ids.size(0)
        num_loss_tokens = num_valid_tokens - batch_size  # subtract batch_size due to internal label shift
        nll_sum += neg_log_likelihood * num_loss_tokens
        n_tokens += num_loss_tokens

        prev_end_loc = end_loc
        if end_loc == seq_len:
            break

    avg_nll = nll_sum / n_tokens  # average negative log-likelihood per token
    ppl = torch.exp(avg_nll)
    return {"seqLen": seq_len, "nllSum": float(nll_sum), "tokens": n_tokens, "perplexity": float(ppl)}


def rolling(path: Path, max_length: int | None, add_bos_token: bool | None) -> dict:
    """The whole harness: a task over the JSONL file with the metrics of its `wikitext`."""
    lm = HFLM(
        pretrained=str(path), device="cpu", dtype="float32", batch_size=1, max_length=max_length,
        add_bos_token=add_bos_token,
    )  # fmt: skip
    task = ConfigurableTask(
        config={
            "task": "local",
            "dataset_path": "json",
            "dataset_kwargs": {"data_files": {"test": str(documents_file)}},
            "output_type": "loglikelihood_rolling",
            "test_split": "test",
            "doc_to_text": "",
            "doc_to_target": "text",
            "metric_list": [
                {"metric": "word_perplexity"},
                {"metric": "byte_perplexity"},
                {"metric": "bits_per_byte"},
            ],
        }
    )
    answer = lm_eval.simple_evaluate(model=lm, tasks=[task], bootstrap_iters=0, log_samples=True)
    metrics = answer["results"]["local"]
    samples = sorted(answer["samples"]["local"], key=lambda sample: sample["doc_id"])
    return {
        "maxLength": lm.max_length,
        "prefixTokenId": lm.prefix_token_id,
        "loglikelihoods": [sample["word_perplexity"][0] for sample in samples],
        "words": [sample["word_perplexity"][1] for sample in samples],
        "bytes": [sample["byte_perplexity"][1] for sample in samples],
        **{
            name: metrics[f"{key},none"]
            for name, key in [
                ("wordPerplexity", "word_perplexity"),
                ("bytePerplexity", "byte_perplexity"),
                ("bitsPerByte", "bits_per_byte"),
            ]
        },
    }


def measure_examples() -> None:
    expected = {"versions": versions, "guide": [], "rolling": []}
    with tempfile.TemporaryDirectory() as scratch:
        copies = {f"{name}-bos": with_bos(name, Path(scratch)) for name in ("g0", "l0")}
        paths = {"g0": examples / "g0", "l0": examples / "l0", **copies}
        for name, path in paths.items():
            model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32)
            tokenizer = AutoTokenizer.from_pretrained(path)
            for max_length, stride in [(128, 128), (128, 64), (96, 32), (40, 7)]:
                for source, texts in [("text", [text]), ("documents", documents)]:
                    value = guide(model, tokenizer, texts, max_length, stride)
                    assert math.isfinite(value["nllSum"]), (name, max_length, stride, source)
                    expected["guide"].append(
                        {"model": name, "source": source, "maxLength": max_length, "stride": stride, **value}
                    )
            for max_length, add_bos in [(None, None), (50, None), (50, False)]:
                expected["rolling"].append(
                    {"model": name, "addBosToken": add_bos, **rolling(path, max_length, add_bos)}
                )
    (fixtures / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


def measure_smollm2(path: Path) -> None:
    """A trained model with its own tokenizer: `make_protocol_fixtures.py FOLDER`, see unpack_smollm2.py."""
    model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(path)
    expected = {
        "versions": versions,
        "guide": {"maxLength": 256, "stride": 128, **guide(model, tokenizer, documents, 256, 128)},
        "rolling": rolling(path, 256, None),
    }
    (fixtures / "expected-smollm2.json").write_text(json.dumps(expected, indent=1) + "\n")


if len(sys.argv) > 1:
    measure_smollm2(Path(sys.argv[1]))
else:
    measure_examples()
print(json.dumps(versions))
