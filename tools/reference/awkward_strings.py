"""Two thousand strings that are hard to tokenise, the same at each run."""

import random
import unicodedata

EMOJI = ["🙂", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "🇯🇵🇰🇷", "👍🏽", "❤️", "☝🏿", "1️⃣", "🧑🏻‍🚀", "👩🏾‍🤝‍👨🏼", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "😀😀😀", "©️", "™", "🀄", "⌚"]
COMBINING = ["é", "e\u0301", "ñ", "n\u0303", "Å", "A\u030a", "Å", "ô\u0302\u0323", "q\u0307\u0323", "ﬁ", "ﬀ", "ǆ", "Ω", "½", "²³", "㎏",
             "ｶﾞ", "Ａｂｃ１２", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙", "ẛ̣", "각", "각", "ཀྵ", "नि", "ไทย", "தமிழ்", "\u0344", "\u1e9b\u0323", "ﷺ", "\u0345"]
SCRIPTS = ["漢字仮名交じり文", "한국어 문장", "简体中文，测试。", "繁體中文", "ひらがなカタカナ", "Привет, мир", "Ελληνικά", "ქართული", "Հայերեն", "हिन्दी में", "ภาษาไทย", "தமிழ்",
           "አማርኛ", "ᏣᎳᎩ", "𠀀𠮷野家", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "𐍈𐌰", "𒀀𒁀", "Tiếng Việt", "İstanbul ıI", "Straße ẞ", "ΌΣΟΣ ς", "Ǆ ǅ ǆ", "ŀl", "日本語とEnglishと123", "〇一二", "𪜀𫝀𫠠", "豈更車", "ㄅㄆㄇ", "꧁꧂", "𞤀𞤢"]
RTL = ["مرحبا بالعالم", "שלום עולם", "‏עברית‎ mixed", "الْعَرَبِيَّة", "שָׁלוֹם", "فارسی ۱۲۳", "٣٫١٤", "اردو‌ زبان", "\u202eabc\u202c", "ܐܪܡܝܐ", "ދިވެހި"]
SPACES = [" ", "  ", "   ", "    ", "        ", " " * 17, "\t", "\t\t", "\n", "\n\n", "\r\n", "\r", " \n", "\n ", " \n \n  ", "\u00a0", "\u2003", "\u3000", "\u200b", "\ufeff", "\u2028", "\u2029",
          "\u0085", "\u1680", "\u180e", "\u202f", "\u205f", "\x0b", "\x0c", "\t \t", "\u2009 ", " " * 31, "\u2060"]
CONTROLS = ["\x00", "\x01", "\x07", "\x08", "\x1b[31m", "\x1f", "\x7f", "\x80", "\x9f", "\u00ad", "\u061c", "\u200e", "\ufffe", "\uffff", "\ufffd", "\U0010ffff", "\ue000", "\U000f0000", "\U000e0001", "\u0600",
            "\u2061", "\u034f", "\ufff9", "\x1c", "\x1d", "\x1e", "\u0378", "\U0001fffe"]
SPECIALS = ["<|endoftext|>", "<s>", "</s>", " </s>", "<s> ", "<unk>", "<pad>", "[CLS]", "[SEP]", "[UNK]", "[MASK]", "<|im_start|>", "<|im_end|>\n", "<bos>", "<eos>", "<|begin_of_text|>", "<|eot_id|>",
            "<0x0A>", "<0xFF>", "<0x41>", "▁", "▁▁", "Ġ", "Ċ", "##ing", "</w>", "<|endoftext|", "<|endoftext|><|endoftext|>", "[MASK] ", " [MASK]", "<extra_id_0>", "<extra_id_99>", "<start_of_turn>", "<|fim_prefix|>",
            "<mask>", " <mask>", "<｜begin▁of▁sentence｜>", "<|ENDOFTEXT|>", "<S>", "[cls]", "<unused7>", "<0x0a>", "Ġhello", "@@", "▁the"]
DIGITS = ["0", "12", "123", "1234", "12345678901234567890", "3.14159", "1,000,000", "1e-9", "0x1F", "१२३", "①②", "Ⅻ", "½¼", "2024-12-31", "٠١٢", "v1.2.3", "１２３４", "߁߂", "𝟙𝟚", "²", "x²y³", "५5", "1 2  3"]
CONTRACTIONS = ["I'm", "don't", "we'll", "they'VE", "it'S", "o'clock", "'tis", "rock'n'roll", "I’m", "don’t", "'s", "'S 't", "''re", "L'été", "he'd've", "ﬁ'll", "'ſ", "'K", "d'D", "y'all'd"]
CODE = ["def f(x):\n    return x**2\n", "for (let i = 0; i < n; ++i) {", "\tif x != y:\n\t\tpass", "a->b::c", "http://example.com/a?b=c&d=%20", "user@example.org", "#!/bin/sh", "/* … */", "{\"k\": [1, null]}", "C:\\x\\n",
        "$$\\frac{1}{2}$$", "!!!???", "...", "…", "---", "——", "“quoted”", "«»", "a_b-c", "~`^|", "foo(bar)[baz]", "x+=1;", "<div class=\"a\">", "&amp;", "C++/C#", "%s%d", "$5€£¥", "+−×÷", "^^", "§¶"]
WORDS = ["The", "quick", "brown", "fox", "perplexity", "of", "language", "models", "Internationalization", "naïve", "café", "HELLO", "World", "iPhone", "camelCase", "snake_case", "a", "I", "the", "licence",
         "antidisestablishmentarianism", "McDonald", "ABCdef", "e.g.", "Mr.", "U.S.A.", "well-known", "state-of-the-art", "tokenizer", "software", "python"]
POOLS = [EMOJI, COMBINING, SCRIPTS, RTL, SPACES, CONTROLS, SPECIALS, DIGITS, CONTRACTIONS, CODE, WORDS, WORDS, SPACES]


def awkward_strings(count: int = 2000) -> list[str]:
    pick = random.Random(20260101)
    strings = ["", *dict.fromkeys(part for pool in POOLS for part in pool)]
    # each special look-alike with and without neighbours, since spaces beside added tokens are where rules differ
    strings += [f"{left}{special}{right}" for special in SPECIALS[:20] for left, right in [("a", "b"), ("a ", " b"), (" ", "  "), ("\n", "\n")]]
    strings += ["a" * 300, "ab" * 150, "z" * 101, "é" * 60, "漢" * 70, "🙂" * 25, " " * 200, "\n" * 50, "1" * 80, "-" * 130, "a " * 40, "𠮷" * 20, "x" * 99 + " " + "y" * 100]
    assigned = [chr(c) for c in range(0x20000) if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co")]
    while len(strings) < count:
        kind = pick.random()
        if kind < 0.55:  # parts of several kinds, glued with nothing or a space
            parts = [pick.choice(pick.choice(POOLS)) for _ in range(pick.randint(2, 6))]
            string = pick.choice(["", "", " ", "  ", "\n"]).join(parts)
        elif kind < 0.75:  # prose with an intruder
            words = [pick.choice(WORDS) for _ in range(pick.randint(2, 8))]
            words.insert(pick.randint(0, len(words)), pick.choice(pick.choice(POOLS)))
            string = " ".join(words) + pick.choice([".", "", "\n", " ", "?!"])
        elif kind < 0.9:  # any assigned characters
            string = "".join(pick.choice(assigned) for _ in range(pick.randint(1, 10)))
        else:  # neighbours in one block: whole runs of a script
            start = pick.randrange(len(assigned) - 20)
            string = "".join(pick.choice(assigned[start : start + 20]) for _ in range(pick.randint(2, 10)))
        if pick.random() < 0.2:
            string = unicodedata.normalize(pick.choice(["NFC", "NFD", "NFKC", "NFKD"]), string)
        if pick.random() < 0.1:
            string = pick.choice([str.upper, str.lower, str.title])(string)
        if len(string) <= 400:
            strings.append(string)
    return strings[:count]
