#!/usr/bin/env python3
"""Speed and memory of PyTorch's `scaled_dot_product_attention`, random operands; called by tools/speed/compare.py.

usage:  attention_speed.py {forward|backward} [--cells 4096] [--heads 8] [--width 64] [--threads 2] [--repeats 5]
        backward: forward and backward together
prints: one JSON line, in the words of cellplm_speed.py
"""
import argparse, json

import timing, torch
from torch.nn.functional import scaled_dot_product_attention


def main():
    p = argparse.ArgumentParser()
    p.add_argument("kind", choices=["forward", "backward"])
    p.add_argument("--cells", type=int, default=4096)
    p.add_argument("--heads", type=int, default=8)
    p.add_argument("--width", type=int, default=64)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--repeats", type=int, default=5)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    # As a model has them: [cells, heads × width] seen as [1, heads, cells, width].
    flat = [torch.randn(a.cells, a.heads * a.width, requires_grad=a.kind == "backward") for _ in range(3)]
    upstream = torch.randn(a.cells, a.heads * a.width)

    def step():
        q, k, v = (x.view(1, a.cells, a.heads, a.width).transpose(1, 2) for x in flat)
        out = scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(a.cells, -1)
        if a.kind == "backward":
            for x in flat:
                x.grad = None
            out.backward(upstream)

    print(json.dumps(dict(peer="PyTorch " + torch.__version__, kind=a.kind, cells=a.cells, threads=a.threads)
                     | timing.measured(step, a.cells, a.repeats)))


main()
