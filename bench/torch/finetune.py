"""The papers' individual fine-tuning in PyTorch, person by person, from the group net and the trials that
bench/src/finetune-limen.ts left: own trials, the group's and base faces 2:1:1, 500 draws an epoch, Adam 5e-4, 16 epochs, the
whole net. Arguments: the folder. Prints seconds a person, and the fit to the same held-out answers to new stimuli that
Limen's ladder is scored on: at the epoch that a quarter of the training stimuli choose (nested), and at the best epoch on the
reported answers themselves (selected, as in the papers)."""

import copy
import json
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from nets import Classifier

EPOCHS, DRAWS, BATCH, RATE, INNER = 16, 500, 128, 5e-4, 0.25
TRAIN, TEST_NEW = 0, 2


def read(folder, name, kind):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}", dtype=kind))


class Study:
    def __init__(self, folder):
        net = Classifier(f"{folder}/group.safetensors")
        size = net.weights.config["size"]
        self.classes = len(net.weights.config["classes"])
        self.images = read(folder, "images", "<f4").reshape(-1, 1, size, size)
        self.base = read(folder, "base-images", "<f4").reshape(-1, 1, size, size)
        self.base_labels = read(folder, "base-labels", "<f4").reshape(-1, self.classes)
        self.stimulus = read(folder, "stimulus", "<i4").long()
        self.answer = read(folder, "answer", "<i4").long()
        self.role = read(folder, "role", "<i4")
        old = read(folder, "old-person", "<i4")
        self.group = torch.nonzero((self.role == TRAIN) & (old == 1)).flatten()
        self.people = [torch.arange(start, end) for start, end in json.load(open(f"{folder}/people.json"))]


def nats(net, study, trials):
    with torch.no_grad():
        return F.cross_entropy(net.logits(study.images[study.stimulus[trials]]), study.answer[trials]).item()


def accuracy(net, study, trials):
    with torch.no_grad():
        chosen = net.logits(study.images[study.stimulus[trials]]).argmax(1)
    return (chosen == study.answer[trials]).float().mean().item()


def draw(rows, count, random):
    return rows[torch.randint(len(rows), (count,), generator=random)]


def batch(study, own, random):
    """Own, group and base 2:1:1."""
    trials = torch.cat([draw(own, BATCH // 2, random), draw(study.group, BATCH // 4, random)])
    faces = torch.randint(len(study.base), (BATCH // 4,), generator=random)
    images = torch.cat([study.images[study.stimulus[trials]], study.base[faces]])
    labels = torch.cat([F.one_hot(study.answer[trials], study.classes).float(), study.base_labels[faces]])
    return images, labels


def fine_tune(group, study, trials, random):
    role, test = study.role[trials], trials[study.role[trials] == TEST_NEW]
    train = trials[role == TRAIN]
    inner = torch.rand(len(train), generator=random) < INNER
    fitted, choosing = train[~inner], train[inner]
    net = copy.deepcopy(group)
    tensors = [tensor.requires_grad_() for tensor in net.weights.tensors.values()]
    adam = torch.optim.Adam(tensors, RATE)
    curve = []
    for _ in range(EPOCHS):
        for _ in range(DRAWS // BATCH + (DRAWS % BATCH > 0)):
            images, labels = batch(study, fitted, random)
            loss = -(labels * F.log_softmax(net.logits(images), 1)).sum(1).mean()
            adam.zero_grad()
            loss.backward()
            adam.step()
        curve.append((nats(net, study, choosing), nats(net, study, test), accuracy(net, study, test)))
    nested = min(curve, key=lambda epoch: epoch[0])[1]
    selected = max(curve, key=lambda epoch: epoch[2])[1]
    return nested, selected, min(epoch[1] for epoch in curve)


def main(folder):
    study = Study(folder)
    group = Classifier(f"{folder}/group.safetensors")
    random = torch.Generator().manual_seed(1)
    fine_tune(group, study, study.people[0], random)  # warm
    start, cpu = time.perf_counter(), time.process_time()
    found = [fine_tune(group, study, trials, random) for trials in study.people]
    count = len(study.people)
    test = [trials[study.role[trials] == TEST_NEW] for trials in study.people]
    print(
        json.dumps(
            {
                "wall": (time.perf_counter() - start) / count,
                "cpu": (time.process_time() - cpu) / count,
                "group": [nats(group, study, trials) for trials in test],
                "nested": [person[0] for person in found],
                "selected": [person[1] for person in found],
                "best": [person[2] for person in found],
            }
        )
    )


main(sys.argv[1])
