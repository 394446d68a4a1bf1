"""Training and forward rates of one net with PyTorch on the CPU, from the files that bench/src/train/subject.ts wrote;
bench/src/train-limen.ts is its twin. Arguments: the files' folder, the net's kind, seconds for each rate."""

import json
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from nets import SIGMA_DATA, Classifier, Prior

BATCH, SIZE = 64, 48


def read(folder, name, *shape):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}", dtype="<f4")).reshape(shape)


def classifier(folder, images):
    net = Classifier(f"{folder}/weights.safetensors")
    labels = read(folder, "labels", BATCH, -1)
    loss = lambda: -(labels * F.log_softmax(net.logits(images), 1)).sum(1).mean()
    return net.weights, loss, lambda: net.logits(images)


def denoiser(folder, images):
    """EDM preconditioning and weighting (Karras et al. 2022, table 1)."""
    prior = Prior(f"{folder}/weights.safetensors")
    noise = read(folder, "noise", BATCH, 1, SIZE, SIZE)
    sigma = torch.exp(-3 + 5 * torch.arange(BATCH) / BATCH)
    condition = torch.zeros(BATCH, len(prior.weights.config["classes"]) + 1)
    condition[:, -1] = 1
    noisy = images + sigma[:, None, None, None] * noise
    weight = (sigma**2 + SIGMA_DATA**2) / (sigma * SIGMA_DATA) ** 2

    def loss():
        error = (prior.denoise_each(noisy, sigma, condition) - images) ** 2
        return (weight * error.mean((1, 2, 3))).mean()

    return prior.weights, loss, lambda: prior.denoise_each(images, sigma, condition)


def rate(step, seconds):
    for _ in range(3):
        step()
    start, seen = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        step()
        seen += BATCH
    return seen / (time.perf_counter() - start)


def main(folder, kind, seconds):
    images = read(folder, "images", BATCH, 1, SIZE, SIZE)
    weights, loss, forward = {"classifier": classifier, "denoiser": denoiser}[kind](folder, images)
    trained = [tensor.requires_grad_() for tensor in weights.tensors.values()]
    optimiser = torch.optim.AdamW(trained, 1e-3, weight_decay=1e-2)
    average = [tensor.detach().clone() for tensor in trained]

    def infer():
        with torch.no_grad():
            forward()

    def step():
        value = loss()
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, trained, 0.001)
        return value.item()

    first = loss().item()
    print(json.dumps({"loss": first, "forward": rate(infer, seconds), "training": rate(step, seconds)}))


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
