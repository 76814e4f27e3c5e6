"""All runs in one small file: their lines, and what each method said of each cell, confidence in steps of 1/255.

What costs hours to run anew can so be kept, and tables made from it on another machine.
"""
import io, json, lzma
import numpy as np
from runs import Runs


def save(runs, path):
    """Truth and blocks once a task; answers as numbers of names."""
    arrays, lines = {}, []
    for number, line in enumerate(runs.lines):
        answers = runs.answers(line)
        names, codes = np.unique(np.concatenate([answers["truth"], answers["predicted"]]), return_inverse=True)
        cells = len(answers["truth"])
        arrays[f"names {number}"] = names
        arrays[f"predicted {number}"] = codes[cells:].astype(np.uint16)
        if "confidence" in answers:
            arrays[f"confidence {number}"] = np.round(255 * answers["confidence"]).astype(np.uint8)
        arrays.setdefault(f"truth {line['task']}", answers["truth"])
        arrays.setdefault(f"blocks {line['task']}", answers["blocks"].astype(np.int32))
        lines.append(json.dumps(line, ensure_ascii=False))
    arrays["lines"] = np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)
    out = io.BytesIO()
    np.savez(out, **arrays)
    path.write_bytes(lzma.compress(out.getvalue(), preset=9))


def load(path, folder):
    """Adds the runs of a file to a folder that does not have them."""
    arrays = np.load(io.BytesIO(lzma.decompress(path.read_bytes())))
    runs, added = Runs(folder), 0
    known = {(l["task"], l["method"], l["seed"]) for l in runs.lines}
    for number, text in enumerate(arrays["lines"].tobytes().decode().splitlines()):
        line = json.loads(text)
        if (line["task"], line["method"], line["seed"]) in known:
            continue
        confidence = arrays[f"confidence {number}"] / np.float32(255) if f"confidence {number}" in arrays else None
        line["predictions"] = runs.save_answers(
            line["task"], line["method"], line["seed"], arrays[f"names {number}"][arrays[f"predicted {number}"]],
            arrays[f"truth {line['task']}"], confidence, arrays[f"blocks {line['task']}"])
        runs.add(line)
        added += 1
    return added
