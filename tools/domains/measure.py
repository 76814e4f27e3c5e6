"""Regions found without labels, against the regions that people drew: ARI and NMI of `histoglot domains` beside what else does it.

The number of regions is told to all. Everything else about Histoglot was chosen on the sections that SOURCES marks so; mPFC
was asked afterwards. Both mPFC sections are one file, pre-trained and parted together; "each alone" parts one at a time.
"""
import argparse, json, pathlib, subprocess
import anndata, numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
import peers, sections


class Histoglot:
    def __init__(self, program, out, threads):
        self.program, self.out, self.threads = program, out, threads

    def run(self, *arguments):
        done = subprocess.run([self.program, *map(str, arguments), "--threads", str(self.threads)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, arguments))}: {done.stderr.strip().splitlines()[-1]}")
        return done.stdout

    def file(self, parts, name):
        path = self.out / f"{name}.h5ad"
        if not path.exists():
            anndata.concat([part.cells for part in parts]).write_h5ad(path)
        return path

    def model(self, parts, name, seed):
        folder = self.out / f"{name}-model-{seed}"
        if not (folder / "config.json").exists():
            self.run("pretrain", self.file(parts, name), "-o", folder, "--preset", "small", "--seed", seed, "--overwrite")
        return folder

    def domains(self, parts, name, count, seed, model=None):
        """The domain of each cell of each part, and what the command reports."""
        kind = "latent" if model else "expression"
        target, report = (self.out / f"{name}-{kind}-{seed}.{end}" for end in ("h5ad", "json"))
        if not report.exists():
            options = ["--model", model] if model else []
            text = self.run("domains", self.file(parts, name), "--count", count, "--seed", seed, "--json", "-o", target, *options)
            report.write_text(text)
        codes = anndata.read_h5ad(target).obs["histoglot_domain"].cat.codes.values
        ends = np.cumsum([len(part.regions) for part in parts])
        return np.split(codes, ends[:-1]), json.loads(report.read_text())

    def embedding(self, parts, name, model, seed):
        target = self.out / f"{name}-embedded-{seed}.h5ad"
        if not target.exists():
            self.run("embed", self.file(parts, name), "--model", model, "-o", target)
        ends = np.cumsum([len(part.regions) for part in parts])
        return np.split(anndata.read_h5ad(target).obsm["X_histoglot"], ends[:-1])


def short(section):
    return section.name.split(",")[0].replace(" ", "-").lower()


class Table:
    def __init__(self, names):
        self.names, self.rows = names, {}

    def add(self, method, section, codes):
        scores = adjusted_rand_score(section.regions, codes), normalized_mutual_info_score(section.regions, codes)
        self.rows.setdefault(method, {}).setdefault(section.name, []).append(scores)
        print(f"  {section.name}, {method}: ARI {scores[0]:.3f} NMI {scores[1]:.3f}", flush=True)

    def text(self):
        lines = ["| | " + " | ".join(self.names) + " |", "|---" * (len(self.names) + 1) + "|"]
        for method, found in self.rows.items():
            lines.append(f"| {method} | " + " | ".join(cell(found.get(name)) for name in self.names) + " |")
        return "\n".join(lines)


def cell(scores):
    if not scores:
        return "–"
    mean, deviation = np.mean(scores, 0), np.std(scores, 0, ddof=1 if len(scores) > 1 else 0)
    return " / ".join(f"{m:.3f} ± {d:.3f}".replace("0.", ".") for m, d in zip(mean, deviation))


def chosen_settings(parts, log):
    """Of each setting of the smoothed components its ARI on each section, seed 0; the best on the whole for choosing."""
    scores = {}
    for part in parts:
        for setting in peers.SETTINGS:
            found = peers.smoothed(part, *setting, seed=0)
            scores.setdefault(setting, {})[part.name] = adjusted_rand_score(part.regions, found)
    choosing = [part.name for part in parts if part.chooses]
    best = max(scores, key=lambda setting: np.mean([scores[setting][name] for name in choosing])) if choosing else None
    own = {part.name: max(scores, key=lambda setting: scores[setting][part.name]) for part in parts}
    log.write_text(json.dumps([{"setting": setting, **found} for setting, found in scores.items()], indent=1))
    return best, own


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histoglot", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--sources", help="files, with commas between (default: all)")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    parts = sections.read(options.data, options.sources.split(",") if options.sources else None)
    seeds = [int(seed) for seed in options.seeds.split(",")]
    program = Histoglot(options.histoglot, options.out, options.threads)
    table = Table([part.name for part in parts])
    agreements = []
    files = {}
    for part in parts:
        files.setdefault(part.file, []).append(part)
    for seed in seeds:
        for file, of_file in files.items():
            model = program.model(of_file, file, seed)
            count = of_file[0].count
            for kind, used in (("`histoglot domains --model`", model), ("`histoglot domains`, expression alone", None)):
                found, report = program.domains(of_file, file, count, seed, used)
                for part, codes in zip(of_file, found):
                    table.add(kind, part, codes)
                agreements.append((file, kind, seed, report["toldBy"], [(t["view"], round(t["agreement"], 3)) for t in report["trials"]]))
            if len(of_file) > 1:
                for part in of_file:
                    found, report = program.domains([part], f"{file}-{short(part)}", part.count, seed, model)
                    table.add("`histoglot domains --model`, each alone", part, found[0])
                    agreements.append((part.name, "alone", seed, report["toldBy"], [(t["view"], round(t["agreement"], 3)) for t in report["trials"]]))
            for part, latent in zip(of_file, program.embedding(of_file, file, model, seed)):
                table.add("k-means of the latent", part, peers.clusters(latent, part.count, "k-means", seed))
                table.add("k-means of the latent, mean of 30 neighbours", part,
                          peers.clusters(part.around(latent, 30), part.count, "k-means", seed))
    fixed, own = chosen_settings(parts, options.out / "settings.json")
    for seed in seeds:
        for part in parts:
            if fixed:
                table.add("PCA smoothed over neighbours, settings of the sections for choosing", part, peers.smoothed(part, *fixed, seed=seed))
            table.add("PCA smoothed over neighbours, settings picked on the labels", part, peers.smoothed(part, *own[part.name], seed=seed))
            for method in ("k-means", "mixture"):
                table.add(f"BANKSY-like features, {method}", part, peers.banksy(part, method, seed))
    print(f"\nARI / NMI, mean ± sd of seeds {options.seeds}\n\n{table.text()}\n")
    print(f"settings of the sections for choosing: {fixed}; picked on the labels: {own}")
    for line in agreements:
        print(*line)


if __name__ == "__main__":
    main()
