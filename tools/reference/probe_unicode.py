"""Asks the library `tokenizers` about every character, and writes the answers for make-unicode-differences.ts.

    .venv/bin/python tools/reference/probe_unicode.py probe.json
    npx pnpm exec node tools/reference/make-unicode-differences.ts probe.json

Its parts carry Unicode tables of different ages (Oniguruma, unicode-normalization, unicode_categories), none of which
is that of Node.
"""

import json
import sys

from tokenizers import Regex, normalizers, pre_tokenizers

characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
CATEGORIES = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co".split()


def ranges(members: list[str]) -> list[list[int]]:
    result: list[list[int]] = []
    for code in map(ord, members):
        if result and result[-1][1] == code - 1:
            result[-1][1] = code
        else:
            result.append([code, code])
    return result


def matched_by(pattern: str) -> list[list[int]]:
    kept = pre_tokenizers.Split(Regex(pattern), "removed").pre_tokenize_str("".join(characters))
    matched = [True] * len(characters)
    for _, (start, end) in kept:
        matched[start:end] = [False] * (end - start)
    return ranges([character for character, inside in zip(characters, matched) if inside])


def isolated_by(pre_tokenizer) -> list[list[int]]:
    return ranges([c for c in characters if len(pre_tokenizer.pre_tokenize_str(f"a{c}a")) == 3])


def changed_by(normalizer) -> dict[str, str]:
    pairs = ((character, normalizer.normalize_str(character)) for character in characters)
    return {f"{ord(before)}": after for before, after in pairs if before != after}


if __name__ == "__main__":
    bert = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    probe = {
        "patterns": {category: matched_by(rf"\p{{{category}}}") for category in CATEGORIES},
        "whitespace": ranges([c for c in characters if not pre_tokenizers.WhitespaceSplit().pre_tokenize_str(c)]),
        "numeric": isolated_by(pre_tokenizers.Digits(True)),
        "punctuation": isolated_by(pre_tokenizers.Punctuation()),
        "NFC": changed_by(normalizers.NFC()),
        "NFD": changed_by(normalizers.NFD()),
        "NFKC": changed_by(normalizers.NFKC()),
        "NFKD": changed_by(normalizers.NFKD()),
        "lowercase": changed_by(normalizers.Lowercase()),
        "StripAccents": changed_by(normalizers.StripAccents()),
        "bertClean": changed_by(normalizers.BertNormalizer(**{**bert, "clean_text": True})),
        "bertChinese": changed_by(normalizers.BertNormalizer(**{**bert, "handle_chinese_chars": True})),
        "bertAccents": changed_by(normalizers.BertNormalizer(**{**bert, "strip_accents": True})),
    }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(probe, file)
