"""Words a second of the extractor on one core, its memory, and the loading of its knowledge.

Reads the demo archive five times over in this process, after one text to open the model.
"""

import json
import resource
import sys
import time
from pathlib import Path

DEMO = Path(__file__).resolve().parent.parent / "demo"
ROUNDS = 5


def main() -> None:
    from entities.extraction import extract, load_knowledge

    begun = time.perf_counter()
    knowledge = load_knowledge()
    loaded = time.perf_counter() - begun
    texts = [
        json.loads(line)["body"]
        for file in sorted(DEMO.glob("*.jsonl"))
        for line in file.read_text().splitlines()
    ]
    extract(texts[0], knowledge=knowledge)
    words = sum(len(text.split()) for text in texts)
    speeds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for text in texts:
            extract(text, knowledge=knowledge)
        speeds.append(words / (time.process_time() - begun))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"knowledge loaded in    {loaded:.2f} s\n")
    sys.stdout.write(f"words a second         {'  '.join(f'{s:,.0f}' for s in speeds)}\n")
    sys.stdout.write(f"peak memory            {peak:.0f} MB\n")
