"""Losses of windows of token ids by transformers, one window at a time, several passes in one process.

argv = model directory, windows, tokens of a window, passes. Prints JSON: seconds of each pass, mean loss.
"""
import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM

directory, (windows, length, passes) = sys.argv[1], map(int, sys.argv[2:])
model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32).eval()
ids = (torch.arange(windows * length) * 7919 % model.config.vocab_size).view(windows, 1, length)
seconds = []
for _ in range(passes):
    started = time.perf_counter()
    with torch.inference_mode():
        total = sum(model(input_ids=window, labels=window).loss.item() for window in ids)
    seconds.append(time.perf_counter() - started)
print(json.dumps({"seconds": seconds, "meanNllNats": total / windows}))
