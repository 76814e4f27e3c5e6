"""Graph networks on the nearest neighbours: a 2-layer GraphSAGE, and attention over neighbours with label smoothing.

Both with PyTorch Geometric, on the whole graph of the training sections, loss on labelled cells. "Smoothed": probabilities
averaged over a cell and its 10 nearest, twice.
"""
import time
import numpy as np, torch
from torch_geometric.nn import GATv2Conv, SAGEConv
import features

NEIGHBOURS, WIDTH, STEPS, RATE, DECAY = 10, 128, 150, 5e-3, 5e-4


class Network(torch.nn.Module):
    def __init__(self, kind, genes, classes):
        super().__init__()
        if kind == "GraphSAGE":
            self.first, self.second = SAGEConv(genes, WIDTH), SAGEConv(WIDTH, WIDTH)
        else:
            self.first = GATv2Conv(genes, WIDTH // 4, heads=4, residual=True)
            self.second = GATv2Conv(WIDTH, WIDTH // 4, heads=4, residual=True)
        self.last = torch.nn.Linear(WIDTH, classes)
        self.drop = torch.nn.Dropout(.5)

    def forward(self, x, edges):
        x = self.drop(torch.relu(self.first(self.drop(x), edges)))
        return self.last(self.drop(torch.relu(self.second(x, edges))))


class Graph:
    needs_places = True

    def __init__(self, kind):
        self.kind = kind
        self.methods = [kind, f"{kind}, smoothed"]

    def answers(self, task, split, seed):
        torch.manual_seed(seed)
        torch.set_num_threads(1)
        began, cpu = time.time(), time.process_time()
        train, test = features.most_variable(*features.normalised(split))
        mean, deviation = train.mean(0), train.std(0) + 1e-6
        scale = lambda x: torch.tensor((x - mean) / deviation, dtype=torch.float32).clamp(-10, 10)
        near = {part: features.neighbours(p.places, p.sections, NEIGHBOURS) for part, p in (("train", split.train), ("test", split.test))}
        classes = sorted(set(split.train.labels) - {""})
        labelled = torch.tensor(np.where(split.train.labels != "")[0])
        wanted = torch.tensor([classes.index(l) for l in split.train.labels if l != ""])
        model = Network(self.kind, train.shape[1], len(classes))
        smoothing = .1 if self.kind == "neighbour attention" else 0
        loss = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)
        optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
        x, edges = scale(train), edge_list(near["train"])
        for _ in range(STEPS):
            optimiser.zero_grad()
            loss(model(x, edges)[labelled], wanted).backward()
            optimiser.step()
            schedule.step()
        model.eval()
        with torch.no_grad():
            plain = torch.softmax(model(scale(test), edge_list(near["test"])), 1).numpy()
        smooth = plain
        for _ in range(2):
            smooth = np.concatenate([smooth[:, None], smooth[near["test"]]], axis=1).mean(1)
        took = dict(seconds=time.time() - began, cpu_seconds=time.process_time() - cpu)
        names = np.array(classes)
        return {name: (names[p.argmax(1)], p.max(1), took) for name, p in zip(self.methods, (plain, smooth))}


def edge_list(near):
    """Edges [2, edges] from each neighbour to its cell."""
    return torch.tensor(np.stack([near.ravel(), np.repeat(np.arange(len(near)), near.shape[1])]))
