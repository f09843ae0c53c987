"""Loss of a text by transformers, cold: argv = model directory, text file. Prints JSON."""
import json
import resource
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

directory, text = sys.argv[1], open(sys.argv[2], encoding="utf8").read()
tokenizer = AutoTokenizer.from_pretrained(directory)
model = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32)
inputs = tokenizer(text, return_tensors="pt")
with torch.no_grad():
    loss = model(**inputs, labels=inputs["input_ids"]).loss.item()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"meanNllNats": loss, "peakMiB": peak}))
