"""Forward passes of three of Limen's nets in NumPy, from a weights file and nothing else: is the format enough?

Called with a weights file and a file of float32 images, [N, size, size, 1] in [-1, 1]; prints logits as JSON.
"""

import json
import sys

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors import safe_open


def gelu(x):
    """x · sigmoid(1.702 x), as in the nets."""
    return x / (1 + np.exp(-1.702 * x))


def dense(x, name):
    return x @ weights[f"{name}/kernel"] + weights[f"{name}/bias"]


def same_padding(side, kernel, stride):
    """TensorFlow's "same": the odd pixel goes to the end."""
    pad = max((-(-side // stride) - 1) * stride + kernel - side, 0)
    return pad // 2, pad - pad // 2


def conv2d(x, name, stride=1):
    kernel = weights[f"{name}/kernel"]
    side = kernel.shape[0]
    padding = same_padding(x.shape[1], side, stride)
    padded = np.pad(x, ((0, 0), padding, padding, (0, 0)))
    windows = sliding_window_view(padded, (side, side), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nhwcij,ijco->nhwo", windows, kernel, optimize=True) + weights[f"{name}/bias"]


def max_pool(x):
    n, height, width, channels = x.shape
    return x.reshape(n, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))


def logistic(x):
    return x.reshape(len(x), -1)


def mlp(x):
    return gelu(dense(gelu(dense(x.reshape(len(x), -1), "body/hidden1")), "body/hidden2"))


def cornet_z_s(x):
    for area in ["v1", "v2", "v4", "it"]:
        x = gelu(conv2d(x, f"body/{area}", stride=2 if area == "v1" else 1))
        x = x if area == "it" else max_pool(x)
    return x.mean(axis=(1, 2))


nets = {"logistic": logistic, "mlp": mlp, "cornet-z-s": cornet_z_s}

with safe_open(sys.argv[1], framework="numpy") as file:
    config = json.loads(file.metadata()["config"])
    # Float64 here, so that any difference is the float32 net's own rounding.
    weights = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}
images = np.fromfile(sys.argv[2], "<f4").reshape(-1, config["size"], config["size"], 1).astype(np.float64)
print(json.dumps(dense(nets[config["net"]](images), "head").tolist()))
