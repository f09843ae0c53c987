"""Fixture of tokenEnds: where the library `tokenizers` says each token of a text ends (encoding.offsets), in UTF-16 units.

Of tokens that end at the same character (bytes of one character) only the last is said to end there.
Run in the root: python tools/reference/token_ends.py > packages/core/src/tracing/fixtures/token-ends.json
Made with tokenizers 0.23.3.
"""

import gzip
import json

from tokenizers import Tokenizer

KINDS = ["gpt2", "llama", "llama3", "qwen2", "gemma", "falcon", "bloom", "deepseek-coder"]
TEXT = (
    "Models learn from data, and a token is a piece of text. It's 12,345 tokens long; "
    "naïve café déjà — “quotes” … 🙂🙃 and 漢字かな交じり文。\n\nNew paragraph:  two spaces, a\ttab, e-mail@example.org "
    "and CamelCaseWords_with_underscores.\nEnd of it"
)


def utf16(text, characters):
    return len(text[:characters].encode("utf-16-le")) // 2


def read(kind):
    data = json.load(gzip.open(f"packages/core/test/fixtures/tokenizers/{kind}.json.gz"))
    if "like" in data:  # vocabulary and merges are those of another kind
        model = read(data["like"])["model"]
        data["tokenizer"]["model"] = {"vocab": model["vocab"], "merges": model["merges"], **data["tokenizer"]["model"]}
    return data["tokenizer"]


cases = {}
for kind in KINDS:
    definition = read(kind)
    definition["post_processor"] = None  # it would trim spaces from the offsets
    encoding = Tokenizer.from_str(json.dumps(definition)).encode(TEXT, add_special_tokens=False)
    ends = [end for _, end in encoding.offsets]
    last = [i + 1 == len(ends) or ends[i + 1] > end for i, end in enumerate(ends)]
    cases[kind] = {
        "ids": encoding.ids,
        "ends": [utf16(TEXT, end) if is_last else -1 for end, is_last in zip(ends, last)],
    }
print(json.dumps({"text": TEXT, "cases": cases}))
