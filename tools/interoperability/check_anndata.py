#!/usr/bin/env python3
"""Opens an .h5ad file with anndata and compares it, element by element, with the file it was made from.

usage: check_anndata.py INPUT OUTPUT [--changed ELEMENT ...]

Every element of INPUT must be in OUTPUT with the same type and values; elements that only OUTPUT has were
added and are listed. --changed names elements (such as obs/cell_type or obsm/X_histoglot) that may differ.
Of an INPUT of anndata 0.8 or later the stored bytes and attributes must be the same too; they are all
that is compared where anndata cannot open it but h5py can (an unknown filter, a link). Prints one line per difference and exits with 1 if there is any. Needs anndata 0.12.
"""

import argparse
import sys
import warnings

import anndata
import h5py
import numpy as np
import pandas as pd
from scipy import sparse

MAPPINGS = ["layers", "obsm", "varm", "obsp", "varp", "uns"]


def elements(data):
    """Every element of an AnnData object by its path; mappings of uns taken apart."""
    found = {"obs index": data.obs.index, "var index": data.var.index}
    if data.X is not None:
        found["X"] = data.X
    for table in ["obs", "var"]:
        frame = getattr(data, table)
        found.update({f"{table}/{name}": frame[name] for name in frame.columns})
    for mapping in MAPPINGS:
        collect(found, mapping, dict(getattr(data, mapping)))
    if data.raw is not None:
        found["raw/X"] = data.raw.X
        found["raw/var"] = data.raw.var
        collect(found, "raw/varm", dict(data.raw.varm))
    return found


def collect(found, path, value):
    if isinstance(value, dict) and value:
        for name, member in value.items():
            collect(found, f"{path}/{name}", member)
    elif not isinstance(value, dict) or path.startswith("uns/"):
        found[path] = value


def difference(first, second):
    """How two elements differ, or None."""
    if isinstance(first, pd.DataFrame):
        return frame_difference(first, second)
    if isinstance(first, pd.Index):
        return None if first.equals(second) and first.name == second.name else "the index differs"
    if isinstance(first, pd.Series):
        return series_difference(first, second)
    if sparse.issparse(first):
        return sparse_difference(first, second)
    if isinstance(first, dict):
        return None if isinstance(second, dict) and not second else "not an empty mapping"
    first, second = np.asarray(first), np.asarray(second)
    if first.shape != second.shape:
        return f"shape {first.shape} became {second.shape}"
    if first.dtype != second.dtype and first.dtype.kind not in "OUST":
        return f"type {first.dtype} became {second.dtype}"
    return None if same_values(first, second) else "the values differ"


def frame_difference(first, second):
    if not isinstance(second, pd.DataFrame):
        return f"a table became {type(second).__name__}"
    if list(first.columns) != list(second.columns):
        return "the columns differ"
    if not first.index.equals(second.index):
        return "the index differs"
    for name in first.columns:
        if problem := series_difference(first[name], second[name]):
            return f"column {name}: {problem}"
    return None


def series_difference(first, second):
    if isinstance(first.dtype, pd.CategoricalDtype):
        if not isinstance(second.dtype, pd.CategoricalDtype):
            return f"a categorical became {second.dtype}"
        same = (
            list(first.cat.categories) == list(second.cat.categories)
            and first.cat.ordered == second.cat.ordered
            and np.array_equal(first.cat.codes, second.cat.codes)
        )
        return None if same else "the categories or codes differ"
    if first.dtype != second.dtype:
        return f"type {first.dtype} became {second.dtype}"
    return None if first.equals(second) else "the values differ"


def sparse_difference(first, second):
    if not sparse.issparse(second) or first.format != second.format:
        return f"a {first.format} matrix became {getattr(second, 'format', type(second).__name__)}"
    if first.shape != second.shape or first.dtype != second.dtype:
        return f"{first.shape} {first.dtype} became {second.shape} {second.dtype}"
    parts = ["data", "indices", "indptr"]
    same = all(same_values(getattr(first, p), getattr(second, p)) for p in parts)
    return None if same else "the entries differ"


def same_values(first, second):
    if first.dtype.names:
        return first.dtype.names == second.dtype.names and all(
            same_values(first[name], second[name]) for name in first.dtype.names
        )
    if first.dtype.kind in "fc":
        return np.array_equal(first, second, equal_nan=True)
    return np.array_equal(first, second)


def stored_differences(source, target):
    """Elements whose stored bytes, shape, type or attributes differ."""
    found = []

    def visit(name, thing):
        other = target.get(name)
        if other is None:
            found.append((name, "is missing"))
            return
        if isinstance(thing, h5py.Dataset):
            if (thing.shape, thing.dtype) != (other.shape, other.dtype):
                found.append((name, "is stored in another shape or type"))
            elif stored(thing) != stored(other):
                found.append((name, "is stored in other bytes"))
        for key, value in thing.attrs.items():
            # Columns were added behind those that were there.
            if key == "column-order":
                same = texts(other.attrs.get(key, []))[: len(value)] == texts(value)
            else:
                same = key in other.attrs and np.array_equal(value, other.attrs[key])
            if not same:
                found.append((name, f"has another attribute {key}"))

    source.visititems(visit)
    return found


def texts(values):
    return [value.decode() if isinstance(value, bytes) else value for value in values]


def stored(dataset):
    """The bytes of a dataset as they lie in the file; text as text, since the file holds references."""
    if dataset.shape is None:
        return None
    if dataset.chunks is None or (h5py.check_string_dtype(dataset.dtype) and readable(dataset)):
        value = dataset[()]
        return repr(value.tolist()) if isinstance(value, np.ndarray) else value
    count = dataset.id.get_num_chunks()
    chunks = [dataset.id.get_chunk_info(number).chunk_offset for number in range(count)]
    return [dataset.id.read_direct_chunk(chunk) for chunk in chunks]


def readable(dataset):
    try:
        dataset[()]
        return True
    except OSError:
        return False


def compare_stored(input_path, output_path, changed):
    with h5py.File(input_path) as source, h5py.File(output_path) as target:
        found = stored_differences(source, target)
    return [(path, problem) for path, problem in found if not is_changed(path, changed)]


def is_changed(path, changed):
    return any(path == name or path.startswith(f"{name}/") for name in changed)


def is_current(path):
    with h5py.File(path) as source:
        return "encoding-type" in source.attrs


def compare(input_path, output_path, changed):
    try:
        source = elements(anndata.read_h5ad(input_path))
    except Exception:
        return compare_stored(input_path, output_path, changed), "only what is stored was compared"
    target = elements(anndata.read_h5ad(output_path))
    found = compare_stored(input_path, output_path, changed) if is_current(input_path) else []
    for path, value in source.items():
        if is_changed(path, changed):
            continue
        if path not in target:
            found.append((path, "is missing"))
        elif problem := difference(value, target[path]):
            found.append((path, problem))
    return found, "added " + (", ".join(sorted(set(target) - set(source))) or "nothing")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--changed", nargs="*", default=[])
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    found, note = compare(arguments.input, arguments.output, arguments.changed)
    for path, problem in found:
        print(f"{arguments.output}: {path}: {problem}")
    if not found:
        print(f"{arguments.output}: as in {arguments.input}; {note}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
