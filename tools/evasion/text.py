"""Makes the text that the test models are trained on, from Debian packages, and the ids of its tokens.

    .venv/bin/python tools/evasion/text.py DIR        # apt-get download needs a Debian or Ubuntu machine

DIR/base-VOCAB.npy   FOLDOC, the Jargon File, fortunes, GCIDE: what base models are trained on
DIR/ft-VOCAB.npy     WordNet's glosses, Debian Reference: what fine-tunes are trained on
DIR/tokenizer-VOCAB.json   byte-level BPE (GPT-2's pre-tokenization), trained on base

Licences: FOLDOC GFDL, Jargon File public domain, GCIDE GPL-3+, WordNet licence, fortunes BSD/PD, debian-reference GPL-2+. No text
is committed. Versions seen (Debian 12): dict-foldoc 20230119-1, dict-jargon 4.4.7-3.1, dict-gcide 0.48.5+nmu2, dict-wn 3.0-37,
fortunes 1.99.1-7.3, debian-reference-en 2.100.
"""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

PACKAGES = ["dict-foldoc", "dict-jargon", "fortunes", "dict-gcide", "dict-wn", "debian-reference-en"]
VOCABULARIES = (512, 1024)
END = "<|endoftext|>"


def unpacked(folder: Path) -> Path:
    """The files of the packages, below one folder."""
    root = folder / "packages"
    if not root.exists():
        root.mkdir(parents=True)
        subprocess.run(["apt-get", "download", *PACKAGES], cwd=root, check=True)
        for package in sorted(root.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
    return root / "usr/share"


def clean(text: str) -> str:
    """ASCII, single blank lines, no indentation: spelled the same whatever dictionary it came from."""
    text = text.encode("ascii", "ignore").decode()
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def dictionary(share: Path, name: str) -> str:
    return gzip.decompress((share / f"dictd/{name}.dict.dz").read_bytes()).decode("utf-8", "ignore")


def texts(folder: Path) -> dict[str, str]:
    share = unpacked(folder)
    fortunes = sorted(p for p in (share / "games/fortunes").iterdir() if p.suffix == "" and p.is_file() and not p.is_symlink())
    base = [dictionary(share, "foldoc"), dictionary(share, "jargon")]
    base += [p.read_text("utf-8", "ignore") for p in fortunes]
    base += [dictionary(share, "gcide")]
    reference = gzip.decompress((share / "debian-reference/debian-reference.en.txt.gz").read_bytes())
    return {
        "base": "".join(clean(text) for text in base),
        "ft": clean(dictionary(share, "wn")) + clean(reference.decode("utf-8", "ignore")),
    }


def tokenizer_of(text: str, vocabulary: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=[END], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator((text[i : i + 100_000] for i in range(0, len(text), 100_000)), trainer)
    return tokenizer


def main(folder: Path) -> None:
    parts = texts(folder)
    for vocabulary in VOCABULARIES:
        tokenizer = tokenizer_of(parts["base"][:8_000_000], vocabulary)
        tokenizer.save(str(folder / f"tokenizer-{vocabulary}.json"))
        for name, text in parts.items():
            lines = text.splitlines(keepends=True)
            ids: list[int] = []
            for i in range(0, len(lines), 2000):
                ids += tokenizer.encode("".join(lines[i : i + 2000])).ids
            np.save(folder / f"{name}-{vocabulary}.npy", np.array(ids, dtype=np.uint16))
            print(f"{name}-{vocabulary}: {len(text):,} characters, {len(ids):,} tokens", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
