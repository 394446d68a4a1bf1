"""The sibling paper's sampling loop (BAM, arXiv 2505.03641) in PyTorch, the peer of bench/src/sample.bench.ts.
Reads a job as JSON from the file named on the command line; `forward` jobs prove that the nets are Limen's."""

import json
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from nets import Classifier, Prior


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        job = json.load(file)
    torch.manual_seed(job["seed"])
    torch.set_num_threads(job["threads"])
    prior = Prior(job["prior"])
    guides = [Classifier(path) for path in job["guides"]]
    if job["kind"] == "forward":
        print(json.dumps(forward(job, prior, guides)))
        return
    noise = torch_noise if job["noise"] is None else Recorded(job["noise"])
    if job["noise"] is None:  # warms up: the first calls compile and allocate
        draw({**job, "steps": 2, "resamples": 1}, prior, guides, noise)
    cpu, wall = time.process_time(), time.perf_counter()
    before = prior.evaluations
    images = draw(job, prior, guides, noise)
    spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    spent["evaluations"] = prior.evaluations - before
    with open(job["pixels"], "wb") as file:
        file.write(images.numpy().tobytes())
    print(json.dumps(spent))


def draw(job, prior, guides, noise):
    """Grey bytes [attempts, S, S], block after block."""
    return torch.cat([grey(walk(job, prior, guides[block["guide"]], block["pairs"], noise)) for block in job["blocks"]])


def walk(job, prior, guide, pairs, noise):
    """DDPM with time travel, in variance-preserving scaling; the gradient of the guide's cross-entropy goes through the prior
    to the noisy image, and a step is gamma times as long as the step's noise."""
    size, classes = prior.weights.config["size"], len(prior.weights.config["classes"])
    condition = even_over(pairs, classes + 1)
    target = condition[:, :classes]
    alphas, steps = alpha_bars(), job["steps"]
    levels = [float(alphas[i * 1000 // steps]) for i in reversed(range(steps))]
    shape = (len(pairs), 1, size, size)
    x = noise(shape) * math.sqrt(1 - levels[0])
    for index, alpha in enumerate(levels):
        following = levels[index + 1] if index + 1 < len(levels) else 1.0
        beta = 1 - alpha / following
        spread = math.sqrt((1 - following) / (1 - alpha) * beta)
        for sample in range(job["resamples"]):
            x.requires_grad_()
            sigma = math.sqrt((1 - alpha) / alpha)
            clean = prior.denoise(x / math.sqrt(alpha), sigma, condition).clamp(-1, 1)
            loss = -(target * F.log_softmax(guide.logits(clean), 1)).sum()
            (gradient,) = torch.autograd.grad(loss, x)
            prior.evaluations += len(pairs)  # backward
            with torch.no_grad():
                toward = math.sqrt(following) * beta / (1 - alpha)
                keep = math.sqrt(1 - beta) * (1 - following) / (1 - alpha)
                x = toward * clean + keep * x
                if spread > 0:
                    length = gradient.square().sum((1, 2, 3), keepdim=True).sqrt().clamp(min=1e-30)
                    x = x + spread * (noise(shape) - job["gamma"] * size * gradient / length)
                if sample < job["resamples"] - 1:
                    # As published the noise is beta's where the forward process has the root of it.
                    x = math.sqrt(1 - beta) * x + (math.sqrt(beta) if job["mended"] else beta) * noise(shape)
            x = x.detach()
    return x


def alpha_bars():
    """The linear schedule of DDPM (Ho et al. 2020)."""
    return torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64), 0)


def even_over(pairs, width):
    """[N, width]: half on each class of the pair."""
    shares = torch.zeros(len(pairs), width)
    for row, pair in enumerate(pairs):
        shares[row, pair] = 0.5
    return shares


def grey(x):
    return ((x[:, 0] + 1) * 127.5 + 0.5).floor().clamp(0, 255).to(torch.uint8)


def torch_noise(shape):
    return torch.randn(shape)


class Recorded:
    """Noise that Limen drew, so that both can walk with the same."""

    def __init__(self, path):
        self.values, self.place = np.fromfile(path, dtype="<f4"), 0

    def __call__(self, shape):
        first, self.place = self.place, self.place + math.prod(shape)
        return torch.from_numpy(self.values[first : self.place].reshape(shape))


def forward(job, prior, guides):
    """Clean estimates of each noisy batch, and every classifier's logits of the clean one, as lists of numbers."""
    size, classes = prior.weights.config["size"], len(prior.weights.config["classes"])
    clean, *noisy = torch.from_numpy(np.fromfile(job["images"], dtype="<f4")).reshape(
        1 + len(job["sigmas"]), -1, 1, size, size
    )
    condition = even_over(job["pairs"], classes + 1)
    judge = Classifier(job["heldOut"])
    with torch.no_grad():
        estimates = [prior.denoise(x, sigma, condition) for x, sigma in zip(noisy, job["sigmas"], strict=True)]
        answers = [net.logits(clean) for net in [*guides, judge]]
    return {
        "estimates": [estimate.flatten().tolist() for estimate in estimates],
        "logits": [answer.flatten().tolist() for answer in answers],
    }


main()
