"""Trains CellTypist on counts of one .npz and writes labels and confidence of the test cells to another. No majority vote."""
import sys, warnings
import anndata, celltypist, numpy as np, scanpy as sc

warnings.filterwarnings("ignore")
given = np.load(sys.argv[1])
np.random.seed(int(given["seed"]))


def section(counts):
    cells = anndata.AnnData(counts.astype(np.float32))
    cells.var_names = given["genes"]
    sc.pp.normalize_total(cells, target_sum=1e4)
    sc.pp.log1p(cells)
    return cells


model = celltypist.train(section(given["train"]), labels=given["labels"], check_expression=False, n_jobs=1, max_iter=500, use_SGD=False)
result = celltypist.annotate(section(given["test"]), model=model)
probabilities = result.probability_matrix
predicted = np.array(result.predicted_labels["predicted_labels"], dtype=str)
np.savez(sys.argv[2], predicted=predicted, confidence=probabilities.max(axis=1).values)
