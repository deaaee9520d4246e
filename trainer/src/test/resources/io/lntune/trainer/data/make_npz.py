"""Writes the npz files beside this script; they were made with numpy 2.4.6."""

import numpy as np

arrays = {
    "flag": np.array([True, False, True]),
    "byte": np.array([-1, 2, 3], dtype=np.int8),
    "ids": np.array([[1, 2], [3, 4], [5, -6]], dtype=np.int32),
    "label": np.array([7, 8, 9], dtype=np.int64),
    "pixel": np.arange(12, dtype=np.float32).reshape(3, 2, 2) / 8,
    "half": np.array([0.5, -2, 65504], dtype=np.float16),
    "double": np.array([0.25, 1e300, -1], dtype=np.float64),
    "scalar": np.array(3.5, dtype=np.float32),
}
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays)
np.savez("fortran.npz", a=np.asfortranarray(np.ones((2, 3), dtype=np.float32)))
np.savez("big_endian.npz", a=np.ones(2, dtype=">f4"))
np.savez("record.npz", a=np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))
