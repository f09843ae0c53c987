"""Losses of windows of token ids by transformers, one at a time, after one that warms up the process.

argv = model directory, windows, tokens of a window. Prints JSON: seconds, mean loss.
"""
import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM

directory, (windows, length) = sys.argv[1], map(int, sys.argv[2:])
model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).eval()
ids = (torch.arange(windows * length) * 7919 % model.config.vocab_size).view(windows, 1, length)
with torch.inference_mode():
    model(input_ids=ids[0], labels=ids[0])
    started = time.perf_counter()
    total = sum(model(input_ids=window, labels=window).loss.item() for window in ids)
    seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "meanNllNats": total / windows}))
