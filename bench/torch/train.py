"""Prints the images a second of training one net with PyTorch on the CPU; bench/src/train-limen.ts is its twin."""

import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

BATCH, SIZE, SECONDS = 64, 48, 10
GROUPS, HEADS, EMBEDDING, FILTERS = 8, 4, 128, 8


def vgg():
    layers, inputs = [], 1
    for outputs in (32, 64, 128):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ELU()]
        layers += [nn.Conv2d(outputs, outputs, 3, padding=1), nn.ELU(), nn.MaxPool2d(2)]
        inputs = outputs
    flat = 128 * (SIZE // 8) ** 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(flat, 256), nn.ELU(), nn.Linear(256, 8))


class Residual(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(GROUPS, inputs), nn.GroupNorm(GROUPS, outputs, affine=False)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.film = nn.Linear(EMBEDDING, 2 * outputs)
        self.shortcut = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1, bias=False)

    def forward(self, x, embedding):
        hidden = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.film(embedding)[:, :, None, None].chunk(2, 1)
        return self.shortcut(x) + self.conv2(F.silu(self.norm2(hidden) * (1 + scale) + shift))


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, channels)
        self.qkv, self.out = nn.Conv2d(channels, 3 * channels, 1), nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        n, c, h, w = x.shape
        q, k, v = self.qkv(self.norm(x)).reshape(n, 3, HEADS, c // HEADS, h * w).transpose(-1, -2).unbind(1)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(-1, -2).reshape(n, c, h, w)
        return x + self.out(mixed)


class UNet(nn.Module):
    def __init__(self, unshuffle, channels):
        super().__init__()
        a, b, c = channels
        self.unshuffle = unshuffle
        self.embed = nn.Sequential(nn.Linear(64, EMBEDDING), nn.SiLU(), nn.Linear(EMBEDDING, EMBEDDING), nn.SiLU())
        squares = unshuffle**2
        self.enter = nn.Conv2d(squares, a, 3, padding=1)
        self.filter = nn.Conv2d(squares, FILTERS * squares, 3, padding=1, bias=False)
        self.mix = nn.Linear(EMBEDDING, FILTERS * squares)
        self.down = nn.ModuleList([Residual(a, a), Residual(b, b)])
        self.halve = nn.ModuleList([nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.Conv2d(b, c, 3, 2, 1, bias=False)])
        self.middle = nn.ModuleList([Residual(c, c), Residual(c, c)])
        self.attention = Attention(c)
        self.enlarge = nn.ModuleList([nn.Conv2d(b, a, 3, padding=1, bias=False), nn.Conv2d(c, b, 3, padding=1, bias=False)])
        self.up = nn.ModuleList([Residual(2 * a, a), Residual(2 * b, b)])
        self.norm, self.leave = nn.GroupNorm(GROUPS, a), nn.Conv2d(a, unshuffle**2, 3, padding=1)

    def forward(self, x, noise):
        angles = noise[:, None] * torch.exp(torch.linspace(0, math.log(1000), 32))
        embedding = self.embed(torch.cat([angles.sin(), angles.cos()], -1))
        squares = F.pixel_unshuffle(x, self.unshuffle)
        filtered = self.filter(squares) * self.mix(embedding)[:, :, None, None]
        direct = filtered.unflatten(1, (FILTERS, -1)).sum(1)
        x = self.enter(squares)
        first = self.down[0](x, embedding)
        second = self.down[1](self.halve[0](first), embedding)
        x = self.middle[0](self.halve[1](second), embedding)
        x = self.middle[1](self.attention(x), embedding)
        x = self.up[1](torch.cat([self.enlarge[1](F.interpolate(x, scale_factor=2)), second], 1), embedding)
        x = self.up[0](torch.cat([self.enlarge[0](F.interpolate(x, scale_factor=2)), first], 1), embedding)
        out = self.leave(F.silu(self.norm(x))) + direct
        return F.pixel_shuffle(out, self.unshuffle)


def classifier_step(images):
    net = vgg()
    labels = torch.randn(BATCH, 8).softmax(1)
    return net, lambda: -(labels * F.log_softmax(net(images), 1)).sum(1).mean()


def denoiser_step(images, unshuffle):
    net = UNet(unshuffle, (48, 96, 160) if unshuffle == 2 else (64, 128, 192))
    noise, sigma = torch.randn_like(images), torch.exp(torch.linspace(-3, 2, BATCH))
    s = sigma[:, None, None, None]
    total = s**2 + 0.25

    def loss():  # EDM preconditioning and weighting (Karras et al. 2022, Table 1), sigma_data 0.5
        out = net((images + s * noise) / total.sqrt(), sigma.log() / 4)
        clean = 0.25 / total * (images + s * noise) + s * 0.5 / total.sqrt() * out
        return (total / (s * 0.5) ** 2 * (clean - images) ** 2).mean()

    return net, loss


def main(name):
    torch.manual_seed(0)
    images = torch.randn(BATCH, 1, SIZE, SIZE)
    net, loss = denoiser_step(images, int(name[-1])) if name.startswith("unet") else classifier_step(images)
    optimiser = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=1e-2)
    average = [p.detach().clone() for p in net.parameters()]

    def step():
        value = loss()
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, list(net.parameters()), 0.001)
        return value.item()

    for _ in range(3):
        step()
    start, seen = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        step()
        seen += BATCH
    print(seen / (time.perf_counter() - start))


main(sys.argv[1])
