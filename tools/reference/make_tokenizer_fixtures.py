"""Writes small tokenizers of every kind in wide use, and what transformers makes of two thousand awkward strings.

    .venv/bin/pip install -r tools/reference/requirements.txt -r tools/reference/requirements-tokenizers.txt
    .venv/bin/python tools/reference/make_tokenizer_fixtures.py

Vocabularies are trained on texts of this repository; normalisers, pre-tokenisers, post-processors and decoders are
those of the models the kinds are named after, by transformers' own classes and converters where there are any. To
packages/core/test/fixtures/tokenizers/ go strings.json.gz and one <kind>.json.gz each. Kinds that share a vocabulary
state only the ids that differ from those of the kind they are `like`.
"""

import gzip
import importlib.metadata
import json
import tempfile
from pathlib import Path

import sentencepiece
from awkward_strings import POOLS, awkward_strings
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, GemmaTokenizer, LlamaTokenizer, T5Tokenizer

root = Path(__file__).resolve().parents[2]
fixtures = root / "packages/core/test/fixtures/tokenizers"
versions = {name: importlib.metadata.version(name) for name in ("transformers", "tokenizers", "sentencepiece")}
strings = awkward_strings()
corpus = [
    *(root / "LICENSE").read_text(encoding="utf-8").splitlines(),
    *(root / "packages/core/src/perplexity/passage.txt").read_text(encoding="utf-8").splitlines(),
    *(text for _ in range(3) for pool in POOLS for text in pool if "\x00" not in text),
]  # fmt: skip

GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
GPT4O = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+",
])  # fmt: skip
DEEPSEEK = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^""" + "\r\n" + r"""\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[""" + "\r\n" + r"""]*|\s*[""" + "\r\n" + r"""]+|\s+(?!\S)|\s+"""
# The first models of DeepSeek, which have no ranges of Unicode categories.
DEEPSEEK_CODER = [r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[一-龥ࠀ-一가-퟿]+"]
CL100K = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"

plain = dict(add_prefix_space=False, trim_offsets=True)
bytes_only = pre_tokenizers.ByteLevel(**plain, use_regex=False)


def split(pattern: str, behavior: str = "isolated", invert: bool = False):
    return pre_tokenizers.Split(Regex(pattern), behavior, invert)


def special(content: str, **options) -> AddedToken:
    return AddedToken(content, special=True, normalized=False, **options)


def bos(token: str, token_id: int):
    return processors.TemplateProcessing(f"{token} $A", f"{token} $A {token}:1 $B:1", [(token, token_id)])


# ---- byte-level BPE: one vocabulary, many ways to cut


def train_byte_level(**options) -> dict:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(**plain)
    trainer = trainers.BpeTrainer(
        vocab_size=1000, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>"],
    )  # fmt: skip
    tokenizer.train_from_iterator(corpus, trainer)
    return json.loads(tokenizer.to_str())["model"]


byte_level_model = train_byte_level()


def byte_level(pre_tokenizer, *, normalizer=None, post=None, added=(), **model_options) -> Tokenizer:
    merges = [tuple(merge) for merge in byte_level_model["merges"]]
    tokenizer = Tokenizer(models.BPE(byte_level_model["vocab"], merges, **model_options))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel(**plain)
    tokenizer.post_processor = post or processors.ByteLevel(trim_offsets=False)
    tokenizer.add_special_tokens([special(token) for token in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")])
    tokenizer.add_tokens(list(added))
    return tokenizer


def sequence(*steps):
    return pre_tokenizers.Sequence(list(steps))


byte_level_kinds = {
    "gpt2": byte_level(pre_tokenizers.ByteLevel(**plain)),
    "roberta": byte_level(
        pre_tokenizers.ByteLevel(add_prefix_space=True, trim_offsets=True),
        post=processors.RobertaProcessing(("</s>", 4), ("<s>", 3), trim_offsets=True, add_prefix_space=True),
        added=[AddedToken("<mask>", special=True, lstrip=True, normalized=False)],
    ),
    "opt": byte_level(pre_tokenizers.ByteLevel(**plain), post=bos("</s>", 4), added=[AddedToken("</s>", special=True, normalized=True)]),
    "llama3": byte_level(
        sequence(split(LLAMA3), bytes_only), ignore_merges=True,
        post=processors.Sequence([processors.ByteLevel(trim_offsets=False), bos("<|endoftext|>", 0)]),
    ),
    "qwen2": byte_level(sequence(split(QWEN2), bytes_only), normalizer=normalizers.NFC()),
    "gpt4o": byte_level(sequence(split(GPT4O, "removed", True), bytes_only)),
    "cl100k": byte_level(sequence(split(CL100K), bytes_only)),
    "deepseek3": byte_level(
        sequence(split(r"\p{N}{1,3}"), split("[一-龥぀-ゟ゠-ヿ]+"), split(DEEPSEEK), bytes_only), normalizer=normalizers.Sequence([]),
    ),
    "deepseek-coder": byte_level(
        sequence(*map(split, DEEPSEEK_CODER), pre_tokenizers.Digits(True), bytes_only), normalizer=normalizers.Sequence([]),
    ),
    "falcon": byte_level(sequence(
        pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.ByteLevel(**plain), pre_tokenizers.Digits(False), split("[0-9][0-9][0-9]"),
    )),
    "starcoder2": byte_level(sequence(pre_tokenizers.Digits(True), pre_tokenizers.ByteLevel(**plain))),
    "cohere": byte_level(
        sequence(pre_tokenizers.Digits(True), pre_tokenizers.ByteLevel(**plain)), normalizer=normalizers.NFC(), post=bos("<s>", 3),
    ),
    "gpt-neox": byte_level(
        pre_tokenizers.ByteLevel(**plain), normalizer=normalizers.NFC(),
        added=[AddedToken(" " * count, normalized=True) for count in range(24, 1, -1)],
    ),
    "codegen": byte_level(
        pre_tokenizers.ByteLevel(**plain),
        added=[AddedToken(char * count, normalized=True) for char, most in ((" ", 31), ("\t", 9)) for count in range(most, 1, -1)],
    ),
    "bloom": byte_level(sequence(split(r" ?[^(\s|[.,!?…。，、।۔،])]+"), bytes_only)),
    "nfkc": byte_level(pre_tokenizers.ByteLevel(**plain), normalizer=normalizers.NFKC()),
    "nfkd": byte_level(pre_tokenizers.ByteLevel(**plain), normalizer=normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Strip()])),
    # every option of added tokens, every behaviour of Split
    "odd-added-tokens": byte_level(
        sequence(split(r"[\p{P}\s]", "merged_with_previous"), split(r"\p{Lu}", "merged_with_next"), split(r"\d", "contiguous"), bytes_only),
        normalizer=normalizers.Lowercase(),
        added=[AddedToken("the", single_word=True), AddedToken("<S>", normalized=True), AddedToken("[MASK]", lstrip=True, rstrip=True, normalized=False),
               AddedToken("WORLD", normalized=True), AddedToken("</w>", rstrip=True), AddedToken("I", single_word=True, lstrip=True, normalized=False),
               AddedToken("a ", normalized=False), AddedToken("ab", normalized=False), AddedToken("abab", normalized=False)],
    ),
}  # fmt: skip


# ---- SentencePiece, by the converters of transformers


def train_sentencepiece(folder: Path, **options) -> Path:
    text = folder / "corpus.txt"
    text.write_text("\n".join(" ".join(line.split("\n")) for line in corpus), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / "spiece"), minloglevel=2, num_threads=1, hard_vocab_limit=False, **options
    )
    return folder / "spiece.model"


def llama(folder: Path) -> Tokenizer:
    """A LlamaTokenizer as transformers 5 saves it: Metaspace, first only."""
    train_sentencepiece(folder, model_type="bpe", vocab_size=900, byte_fallback=True, normalization_rule_name="identity",
                        remove_extra_whitespaces=False, split_digits=True, allow_whitespace_only_pieces=True).rename(folder / "tokenizer.model")  # fmt: skip
    return LlamaTokenizer.from_pretrained(folder)._tokenizer


def llama2_legacy(folder: Path) -> Tokenizer:
    """The file of Llama 2: a normaliser puts ▁ ahead of every section."""
    definition = json.loads(llama(folder).to_str())
    definition["normalizer"] = {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}  # fmt: skip
    definition["pre_tokenizer"] = None
    definition["model"]["unk_token"] = "<unk>"
    return Tokenizer.from_str(json.dumps(definition))


def without_bytes(folder: Path) -> Tokenizer:
    """No byte fallback: unknown characters are fused into one <unk>."""
    definition = json.loads(llama2_legacy(folder).to_str())
    definition["model"]["byte_fallback"] = False
    return Tokenizer.from_str(json.dumps(definition))


def gemma(folder: Path) -> Tokenizer:
    train_sentencepiece(folder, model_type="bpe", vocab_size=900, byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
                        add_dummy_prefix=False, pad_id=0, eos_id=1, bos_id=2, unk_id=3, user_defined_symbols=["<start_of_turn>", "\n\n", "▁▁", "▁▁▁"]).rename(folder / "tokenizer.model")  # fmt: skip
    return GemmaTokenizer.from_pretrained(folder)._tokenizer


def t5(folder: Path) -> Tokenizer:
    train_sentencepiece(folder, model_type="unigram", vocab_size=900, normalization_rule_name="nmt_nfkc", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    return T5Tokenizer.from_pretrained(folder, extra_ids=100)._tokenizer


def albert(folder: Path) -> Tokenizer:
    """As converted for ALBERT and XLNet: quotes, accents and case, then the character map."""
    definition = json.loads(t5(folder).to_str())
    charsmap = definition["normalizer"] if definition["normalizer"]["type"] == "Precompiled" else definition["normalizer"]["normalizers"][0]
    definition["normalizer"] = {"type": "Sequence", "normalizers": [
        {"type": "Replace", "pattern": {"String": "``"}, "content": '"'}, {"type": "Replace", "pattern": {"String": "''"}, "content": '"'},
        {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"}, charsmap,
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]}  # fmt: skip
    definition["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return Tokenizer.from_str(json.dumps(definition))


def unigram_bytes(folder: Path) -> Tokenizer:
    """Unigram with bytes for what is unknown, and pieces across words."""
    train_sentencepiece(folder, model_type="unigram", vocab_size=1100, byte_fallback=True, normalization_rule_name="nfkc", split_by_whitespace=False)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spiece.model"))
    vocabulary = [(processor.id_to_piece(i), processor.get_score(i)) for i in range(processor.get_piece_size())]
    tokenizer = Tokenizer(models.Unigram(vocabulary, 0, True))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", "first", False)
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace("▁", "first")])
    tokenizer.add_special_tokens([special(token) for token in ("<unk>", "<s>", "</s>")])
    return tokenizer


# ---- words


def openai_gpt(_folder: Path) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix="</w>", unk_token="<unk>"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.BPEDecoder("</w>")
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=700, end_of_word_suffix="</w>", special_tokens=["<unk>"], show_progress=False, limit_alphabet=200))
    return tokenizer


def bert(lowercase: bool):
    def make(_folder: Path) -> Tokenizer:
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=lowercase)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.decoder = decoders.WordPiece("##")
        names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        tokenizer.train_from_iterator(corpus, trainers.WordPieceTrainer(vocab_size=900, special_tokens=names, show_progress=False, limit_alphabet=400))
        tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)])
        return tokenizer

    return make


def word_level(_folder: Path) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(corpus, trainers.WordLevelTrainer(vocab_size=400, special_tokens=["[UNK]"], show_progress=False))
    return tokenizer


other_kinds = {
    "llama": llama, "llama2-legacy": llama2_legacy, "bpe-without-bytes": without_bytes, "gemma": gemma, "t5": t5, "albert": albert, "unigram-bytes": unigram_bytes,
    "openai-gpt": openai_gpt, "bert-uncased": bert(True), "bert-cased": bert(False), "word-level": word_level,
}  # fmt: skip


def measure(tokenizer: Tokenizer, config: dict | None = None, model_type: str | None = None) -> dict:
    """Ids without special tokens; that they only surround them is checked here."""
    with tempfile.TemporaryDirectory() as folder:
        tokenizer.save(f"{folder}/tokenizer.json")
        config = config or {"tokenizer_class": "PreTrainedTokenizerFast"}
        Path(folder, "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
        if model_type is not None:
            Path(folder, "config.json").write_text(json.dumps({"model_type": model_type}), encoding="utf-8")
        fast = AutoTokenizer.from_pretrained(folder)
        ids = [fast(text, add_special_tokens=False).input_ids for text in strings]
        around = fast("").input_ids
        for text, expected in zip(strings, ids):
            full = fast(text).input_ids
            assert any(full == around[:i] + expected + around[i:] for i in range(len(around) + 1)), text
        decoded = {i: fast.decode([i], clean_up_tokenization_spaces=False) for i in range(0, len(fast), 3)}
        definition = json.loads(Path(folder, "tokenizer.json").read_text(encoding="utf-8"))
    return {"versions": versions, "tokenizer": definition, "config": config, "modelType": model_type, "vocabSize": len(fast), "specialTokensAdded": around, "decoded": decoded, "ids": ids}


def write(name: str, value) -> None:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    (fixtures / f"{name}.json.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def steps_of(definition: dict) -> list[dict]:
    normalizer = definition["normalizer"] or {"type": "Sequence", "normalizers": []}
    return normalizer["normalizers"] if normalizer["type"] == "Sequence" else [normalizer]


def write_like(kind: str, base: dict, base_name: str, value: dict) -> None:
    """Without the vocabulary, the character map and the ids that the base has too."""
    for key in ("vocab", "merges"):
        if key in value["tokenizer"]["model"] and value["tokenizer"]["model"][key] == base["tokenizer"]["model"][key]:
            del value["tokenizer"]["model"][key]
    maps = [[step for step in steps_of(kind_of["tokenizer"]) if step["type"] == "Precompiled"] for kind_of in (value, base)]
    for own, other in zip(*maps):
        if own["precompiled_charsmap"] == other["precompiled_charsmap"]:
            own["precompiled_charsmap"] = "as in the base"
    value["ids"] = {i: ids for i, ids in enumerate(value["ids"]) if ids != base["ids"][i]}
    value["decoded"] = {i: text for i, text in value["decoded"].items() if text != base["decoded"].get(i)}
    write(kind, {"like": base_name, **value})


# Files that say something else than the class that transformers 5 loads them with: kind, class, config, model type.
classes = {
    "class-llama": ("llama2-legacy", "LlamaTokenizer", {}, "llama"),
    "class-llama-legacy": ("llama2-legacy", "LlamaTokenizerFast", {"legacy": True}, "llama"),
    "class-llama-no-prefix": ("llama2-legacy", "LlamaTokenizer", {"add_prefix_space": False, "legacy": False}, "llama"),
    "class-llama-of-mistral": ("llama2-legacy", "LlamaTokenizer", {"legacy": True}, "mistral"),
    "class-llama-of-phi3": ("llama2-legacy", "LlamaTokenizer", {"legacy": False}, "phi3"),
    "class-llama-bytes": ("llama3", "LlamaTokenizerFast", {}, "llama"),
    "class-gpt2": ("starcoder2", "GPT2Tokenizer", {"add_prefix_space": True}, "starcoder2"),
    "class-gpt2-unstated": ("starcoder2", None, {}, "gpt2"),
    "class-gpt-neox": ("cohere", "GPTNeoXTokenizer", {}, "gpt_neox"),
    "class-qwen2": ("starcoder2", "PreTrainedTokenizerFast", {}, "qwen2"),
    "class-qwen3": ("starcoder2", "Qwen2Tokenizer", {}, "qwen3"),
    "class-cohere": ("gpt2", "CohereTokenizerFast", {}, "cohere"),
    "class-gemma": ("gemma", "GemmaTokenizer", {}, "gemma2"),
    "class-openai-gpt": ("openai-gpt", "OpenAIGPTTokenizer", {}, "openai-gpt"),
}

if __name__ == "__main__":
    fixtures.mkdir(parents=True, exist_ok=True)
    write("strings", strings)
    base = measure(byte_level_kinds.pop("gpt2"))
    write("gpt2", base)
    tokenizers = {"gpt2": Tokenizer.from_str(json.dumps(base["tokenizer"])), **byte_level_kinds}
    for kind, tokenizer in byte_level_kinds.items():
        write_like(kind, base, "gpt2", measure(tokenizer))
    measured = {"gpt2": base}
    for kind, make in other_kinds.items():
        with tempfile.TemporaryDirectory() as folder:
            tokenizers[kind] = make(Path(folder))
            measured[kind] = measure(tokenizers[kind])
        base_name = {"llama2-legacy": "llama", "bpe-without-bytes": "llama", "albert": "t5"}.get(kind)
        if base_name:
            write_like(kind, measured[base_name], base_name, measured[kind])
        else:
            write(kind, measured[kind])
    for name, (kind, tokenizer_class, config, model_type) in classes.items():
        config = {"tokenizer_class": tokenizer_class, "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", **config}
        if kind not in ("llama2-legacy", "gemma", "openai-gpt"):
            config |= {"unk_token": "<|endoftext|>"}
        if kind == "gemma":
            config |= {"bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>"}
        value = measure(tokenizers[kind], {k: v for k, v in config.items() if v is not None}, model_type)
        base_name = {"llama2-legacy": "llama", "gemma": "gemma", "openai-gpt": "openai-gpt"}.get(kind, "gpt2")
        write_like(name, measured[base_name], base_name, value)
