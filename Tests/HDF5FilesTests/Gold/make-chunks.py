"""Writes chunks.h5: datasets that hold (i * i) % 1000 in chunks of many kinds. Needs h5py."""
import zlib

import h5py
import numpy as np

count = 1000
values = np.arange(count) ** 2 % 1000
with h5py.File("chunks.h5", "w", libver=("v110", "v110")) as file:
    for kind in ["int8", "int16", "int32", "int64", "uint16", "float32", "float64"]:
        file.create_dataset(f"gzip/{kind}", data=values.astype(kind), chunks=(64,), compression="gzip", track_times=False)
        file.create_dataset(f"shuffled/{kind}", data=values.astype(kind), chunks=(64,), compression="gzip",
                            shuffle=True, track_times=False)
    ints = values.astype("int32")
    file.create_dataset("big endian", data=values.astype(">i4"), chunks=(64,), compression="gzip", track_times=False)
    file.create_dataset("checked", data=ints, chunks=(64,), compression="gzip", fletcher32=True, track_times=False)
    file.create_dataset("shuffled alone", data=ints, chunks=(64,), shuffle=True, track_times=False)
    file.create_dataset("no filter", data=ints, chunks=(64,), track_times=False)
    file.create_dataset("rows", data=ints.reshape(250, 4), chunks=(16, 4), compression="gzip", shuffle=True,
                        track_times=False)
    file.create_dataset("tiles", data=ints.reshape(250, 4), chunks=(16, 2), compression="gzip", track_times=False)
    file.create_dataset("one chunk", data=ints, chunks=(count,), compression="gzip", track_times=False)
    # A chunk that skipped its filter, as writers do where packing gains nothing.
    skipped = file.create_dataset("skipped", (count,), "int32", chunks=(64,), compression="gzip", track_times=False)
    skipped[:] = ints
    skipped.id.write_direct_chunk((128,), ints[128:192].tobytes(), filter_mask=1)
    # Chunks that were never written hold the fill value.
    gaps = file.create_dataset("gaps", (count,), "int32", chunks=(64,), compression="gzip", fillvalue=7, track_times=False)
    gaps[128:256] = ints[128:256]
    # A chunk that is no deflate, and one that unpacks to less than a chunk.
    damaged = file.create_dataset("damaged", (count,), "int32", chunks=(64,), compression="gzip", track_times=False)
    damaged[:] = ints
    damaged.id.write_direct_chunk((64,), b"this is not deflate" * 3)
    short = file.create_dataset("short", (count,), "int32", chunks=(64,), compression="gzip", track_times=False)
    short[:] = ints
    short.id.write_direct_chunk((64,), zlib.compress(ints[64:96].tobytes()))
    # Records of text of any length, whose bytes in the file are no such texts.
    kind = np.dtype([("name", h5py.string_dtype())])
    for size in [8, 16]:
        name = "hostile records" if size == 8 else "hostile references"
        records = file.create_dataset(name, (count,), kind, chunks=(count,), compression="gzip", track_times=False)
        records.id.write_direct_chunk((0,), zlib.compress(b"A" * size * count))
