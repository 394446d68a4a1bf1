"""Opens a safetensors file with its own library and prints metadata, shapes, types and values (exact) as JSON."""

import json
import sys

from safetensors import safe_open

with safe_open(sys.argv[1], framework="numpy") as file:
    tensors = {name: file.get_tensor(name) for name in file.keys()}
    print(
        json.dumps(
            {
                "metadata": file.metadata(),
                "tensors": {
                    name: {"dtype": str(tensor.dtype), "shape": tensor.shape, "values": tensor.astype("<f4").tobytes().hex()}
                    for name, tensor in tensors.items()
                },
            }
        )
    )
