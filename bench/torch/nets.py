"""Limen's nets in PyTorch, on the weights files that Limen writes. Limen lays tensors out pixel by pixel, PyTorch channel
by channel; kernels are turned once, when they are read."""

import json
import math
import struct

import numpy as np
import torch
import torch.nn.functional as F

GROUPS, FILTERS, SIGMA_DATA, EPSILON = 8, 8, 0.5, 1e-5


class Weights:
    """A safetensors file: 8 bytes length of the header, the header as JSON, float32 values."""

    def __init__(self, path):
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            values = np.frombuffer(file.read(), dtype="<f4")
        self.config = json.loads(header.pop("__metadata__")["config"])
        self.tensors = {name: self._tensor(entry, values) for name, entry in header.items()}

    def under(self, prefix, config):
        """The tensors below a prefix, as weights of their own."""
        part = object.__new__(Weights)
        part.config = config
        part.tensors = {name[len(prefix):]: value for name, value in self.tensors.items() if name.startswith(prefix)}
        return part

    @staticmethod
    def _tensor(entry, values):
        begin, end = (place // 4 for place in entry["data_offsets"])
        tensor = torch.from_numpy(values[begin:end].reshape(entry["shape"]).copy())
        if tensor.dim() != 4:
            return tensor
        # Channels last in memory: 5 % faster.
        return tensor.permute(3, 2, 0, 1).contiguous(memory_format=torch.channels_last)

    def get(self, name):
        return self.tensors[name]

    def conv(self, x, name, stride=1):
        """TensorFlow's "same" padding: where it is odd, the further edge gets one more."""
        kernel, bias = self.get(f"{name}/kernel"), self.tensors.get(f"{name}/bias")
        side, reach = x.shape[-1], kernel.shape[-1]
        padding = max((math.ceil(side / stride) - 1) * stride + reach - side, 0)
        before, after = padding // 2, padding - padding // 2
        if before == after:
            return F.conv2d(x, kernel, bias, stride, before)
        return F.conv2d(F.pad(x, (before, after, before, after)), kernel, bias, stride)

    def dense(self, x, name):
        return x @ self.get(f"{name}/kernel") + self.get(f"{name}/bias")

    def separable(self, x, name):
        # [3, 3, channels, 1] became [1, channels, 3, 3] when it was read.
        filters = self.get(f"{name}/depthwise").transpose(0, 1)
        return self.conv(F.conv2d(x, filters, None, 1, 1, groups=x.shape[1]), f"{name}/point")

    def attention(self, x, name, heads):
        n, count, width = x.shape
        parts = self.dense(x, f"{name}/qkv").reshape(n, count, 3, heads, width // heads)
        mixed = F.scaled_dot_product_attention(*parts.permute(2, 0, 3, 1, 4).unbind(0))
        return self.dense(mixed.transpose(1, 2).reshape(n, count, width), f"{name}/out")

    def group_norm(self, x, name):
        return F.group_norm(x, GROUPS, self.get(f"{name}/scale"), self.get(f"{name}/shift"), EPSILON)

    def layer_norm(self, x, name):
        return F.layer_norm(x, x.shape[-1:], self.get(f"{name}/scale"), self.get(f"{name}/shift"), EPSILON)


def gelu(x):
    return x * torch.sigmoid(1.702 * x)


def pooled_elu(x):
    return F.elu(F.max_pool2d(x, 2))


def by_pixel(x):
    """[N, C, H, W] -> [N, H * W, C], the order in which Limen flattens."""
    return x.flatten(2).transpose(1, 2)


def vgg_s(w, x):
    for stage in range(3):
        x = pooled_elu(w.conv(F.elu(w.conv(x, f"body/conv{stage}a")), f"body/conv{stage}b"))
    return F.elu(w.dense(by_pixel(x).flatten(1), "body/hidden"))


def cornet_z_s(w, x):
    x = F.max_pool2d(gelu(w.conv(x, "body/v1", stride=2)), 2)
    for area in ("v2", "v4"):
        x = F.max_pool2d(gelu(w.conv(x, f"body/{area}")), 2)
    return gelu(w.conv(x, "body/it")).mean((2, 3))


def resnet_s(w, x):
    x = F.max_pool2d(gelu(w.conv(x, "body/stem", stride=2)), 2)
    for stage in range(3):
        for block in range(2):
            here, stride = f"body/stage{stage}/{block}", 2 if stage > 0 and block == 0 else 1
            active = gelu(x)
            bent = f"{here}/shortcut/kernel" in w.tensors
            shortcut = w.conv(active, f"{here}/shortcut", stride) if bent else x
            x = w.conv(gelu(w.conv(active, f"{here}/a", stride)), f"{here}/b") + shortcut
    return gelu(x).mean((2, 3))


def xception_s(w, x):
    x = w.conv(x, "body/stem", stride=2)
    for module in range(3):
        here = f"body/module{module}"
        change = w.separable(F.elu(w.separable(F.elu(x), f"{here}/a")), f"{here}/b")
        x = w.group_norm(F.max_pool2d(change, 2), f"{here}/norm") + w.conv(x, f"{here}/shortcut", 2)
    return F.elu(x).mean((2, 3))


def tokens(w, x):
    for stage in range(3):
        x = pooled_elu(w.conv(x, f"body/stem/{stage}"))
    return by_pixel(x)


def vit_s(w, x, heads=4):
    x = tokens(w, x) + w.get("body/position")
    for block in range(6):
        here = f"body/block{block}"
        x = x + w.attention(w.layer_norm(x, f"{here}/norm1"), f"{here}/attention", heads)
        hidden = gelu(w.dense(w.layer_norm(x, f"{here}/norm2"), f"{here}/mlp1"))
        x = x + w.dense(hidden, f"{here}/mlp2")
    return w.layer_norm(x, "body/norm").mean(1)


def mlp(w, x):
    return gelu(w.dense(gelu(w.dense(by_pixel(x).flatten(1), "body/hidden1")), "body/hidden2"))


def logistic(w, x):
    return by_pixel(x).flatten(1)


def mixer_s(w, x):
    x, block = tokens(w, x), 0
    while f"body/block{block}/norm1/scale" in w.tensors:
        here = f"body/block{block}"
        turned = w.layer_norm(x, f"{here}/norm1").transpose(1, 2)
        x = x + perceptron(w, turned, f"{here}/tokens").transpose(1, 2)
        x = x + perceptron(w, w.layer_norm(x, f"{here}/norm2"), f"{here}/features")
        block += 1
    return w.layer_norm(x, "body/norm").mean(1)


def perceptron(w, x, name):
    return w.dense(gelu(w.dense(x, f"{name}/in")), f"{name}/out")


NETS = {
    "vgg-s": vgg_s,
    "resnet-s": resnet_s,
    "cornet-z-s": cornet_z_s,
    "vit-s": vit_s,
    "mixer-s": mixer_s,
    "xception-s": xception_s,
    "mlp": mlp,
    "logistic": logistic,
}


class Classifier:
    def __init__(self, path):
        self.weights = Weights(path)
        self.net = NETS[self.weights.config["net"]]

    def logits(self, x):
        """[N, 1, S, S] in [-1, 1] -> [N, classes], divided by the temperature."""
        return self.weights.dense(self.net(self.weights, x), "head") / self.weights.config["temperature"]


class Prior:
    """The prior as Limen writes it: one net, or experts by noise level."""

    def __init__(self, path):
        self.weights = Weights(path)
        config = self.weights.config
        if config["architecture"] == "experts":
            parts = enumerate(config["experts"])
            self.experts = [(one["from"], build(self.weights.under(f"{index}/", one))) for index, one in parts]
        else:
            self.experts = [(0, build(self.weights))]
        self.evaluations = 0  # of one image

    def denoise(self, x, sigma, condition):
        """x [N, 1, S, S] = clean + sigma * noise; condition [N, classes + 1] -> clean estimate."""
        self.evaluations += len(x)
        net = next(net for start, net in self.experts if sigma >= start)
        return net(x, torch.tensor([sigma]), condition)

    def denoise_each(self, x, sigma, condition):
        """The same with a noise level for each image, sigma [N], where the prior is one net."""
        ((_, net),) = self.experts
        return net(x, sigma, condition)


def build(weights):
    return {"unet": UNet, "eigen": Eigen}[weights.config["architecture"]](weights)


def embed(w, noise, condition):
    """[N, 1] or [1, 1] noise levels and conditions -> [N, width]."""
    angles = noise * torch.logspace(0, 3, 32)
    features = torch.cat([angles.sin(), angles.cos()], 1)
    first = F.silu(w.dense(features, "embed/noise") + condition @ w.get("embed/classes"))
    return F.silu(w.dense(first, "embed/mix"))


class Eigen:
    """A perceptron on principal components, each preconditioned with its own spread."""

    def __init__(self, weights):
        self.weights = weights

    def __call__(self, x, sigma, condition):
        w, sigma = self.weights, sigma[:, None]
        vectors, spreads = w.get("basis/vectors"), w.get("basis/spreads")
        parts = (x.flatten(1) - w.get("basis/mean")) @ vectors.T
        total = spreads**2 + sigma**2
        change = self._perceptron(parts / total.sqrt(), embed(w, sigma.log() / 4, condition))
        clean = parts * spreads**2 / total + change * sigma * spreads / total.sqrt()
        return (clean @ vectors + w.get("basis/mean")).reshape(x.shape)

    def _perceptron(self, x, embedding):
        w, layer = self.weights, 0
        state = w.dense(x, "enter")
        while f"layer/{layer}/film/kernel" in w.tensors:
            here = f"layer/{layer}"
            scale, shift = w.dense(embedding, f"{here}/film").chunk(2, 1)
            inner = F.silu(w.dense(F.silu(state), f"{here}/first") * (1 + scale) + shift)
            state = state + w.dense(inner, f"{here}/second")
            layer += 1
        return w.dense(F.silu(state), "leave")


class UNet:
    """The U-Net with EDM preconditioning (Karras et al. 2022, table 1)."""

    def __init__(self, weights):
        self.weights = weights
        self.levels = len(weights.config["channels"]) - 1

    def __call__(self, x, sigma, condition):
        total = (sigma**2 + SIGMA_DATA**2)[:, None, None, None]
        wide = sigma[:, None, None, None]
        out = self._net(x / total.sqrt(), sigma.log()[:, None] / 4, condition)
        return x * (SIGMA_DATA**2 / total) + out * (wide * SIGMA_DATA / total.sqrt())

    def _net(self, x, noise, condition):
        w = self.weights
        embedding = embed(w, noise, condition)
        squares = F.pixel_unshuffle(x, w.config["unshuffle"]).contiguous(memory_format=torch.channels_last)
        hidden, skips = w.conv(squares, "enter"), []
        for level in range(self.levels):
            skips.append(self._residual(hidden, embedding, f"down/{level}"))
            hidden = w.conv(skips[-1], f"down/{level}/descend", stride=2)
        hidden = self._attend(self._residual(hidden, embedding, "middle/0"))
        hidden = self._residual(hidden, embedding, "middle/1")
        for level in reversed(range(self.levels)):
            larger = w.conv(F.interpolate(hidden, scale_factor=2), f"up/{level}/ascend")
            hidden = self._residual(torch.cat([larger, skips[level]], 1), embedding, f"up/{level}")
        out = w.conv(F.silu(w.group_norm(hidden, "leave/norm")), "leave")
        mix = w.dense(embedding, "direct/mix")[:, :, None, None]
        direct = (w.conv(squares, "direct/filter") * mix).unflatten(1, (FILTERS, -1)).sum(1)
        return F.pixel_shuffle(out + direct, w.config["unshuffle"])

    def _residual(self, x, embedding, name):
        w = self.weights
        scale, shift = w.dense(embedding, f"{name}/film")[:, :, None, None].chunk(2, 1)
        hidden = w.conv(F.silu(w.group_norm(x, f"{name}/norm")), f"{name}/first")
        change = w.conv(F.silu(F.group_norm(hidden, GROUPS, eps=EPSILON) * (1 + scale) + shift), f"{name}/second")
        return change + (w.conv(x, f"{name}/shortcut") if f"{name}/shortcut/kernel" in w.tensors else x)

    def _attend(self, x):
        w = self.weights
        n, channels, height, width = x.shape
        tokens = by_pixel(w.group_norm(x, "attention/norm"))
        out = w.attention(tokens, "attention", w.config["heads"])
        return x + out.transpose(1, 2).reshape(n, channels, height, width)
