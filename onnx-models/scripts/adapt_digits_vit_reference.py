"""Adapts the digits demo in PyTorch, the reference for the same three trainings elsewhere.

    python adapt_digits_vit_reference.py --model ../models/digits-vit --seeds 5     # the table
    python adapt_digits_vit_reference.py --model ../models/digits-vit --validate    # how its settings were chosen

The weights are read back from model.onnx, so what is measured is the shipped file. Three settings differ only in what
they train: norms, norms and head, head. All else is equal: optimizer, learning rate, batches, number of steps.
--validate never reads the held-out images: it trains on four fifths of the adaptation images and tests on the rest.
"""

import argparse
import copy
import math
import statistics
import time
from pathlib import Path

import numpy
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file

from make_digits_vit import accuracy, build_model

EPOCHS = 25
BATCH = 32
LEARNING_RATE = 4e-2
WARMUP_RATIO = 0.1
SETTINGS = {
    "norms": lambda name: "layernorm" in name,
    "norms + head": lambda name: "layernorm" in name or name.startswith("classifier."),
    "head": lambda name: name.startswith("classifier."),
}


def load_exported(path):
    """The PyTorch model with the values of the ONNX file. The exporter transposes and renames linear weights."""
    graph = onnx.load(path).graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        # "/vit/layers.0/mlp/fc1/MatMul" multiplies by the transposed weight of the module vit.layers.0.mlp.fc1
        if node.op_type == "MatMul" and node.input[1] in values:
            module = node.name.rsplit("/", 1)[0].strip("/").replace("/", ".")
            values[module + ".weight"] = values[node.input[1]].T
    model = build_model()
    state = {name: torch.from_numpy(numpy.array(values[name])) for name in model.state_dict()}
    model.load_state_dict(state)
    return model.eval()


def schedule_factor(step, steps):
    warmup = round(WARMUP_RATIO * steps)
    if step < warmup:
        return step / warmup
    return 0.5 * (1 + math.cos(math.pi * (step - warmup) / (steps - warmup)))


def adapt(base, trains, pixel_values, labels, learning_rate, seed):
    model = copy.deepcopy(base).train()
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(trains(name))
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=learning_rate, weight_decay=0.0)
    steps = EPOCHS * math.ceil(len(labels) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule_factor(step, steps))
    generator = torch.Generator().manual_seed(seed)
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(labels), generator=generator).split(BATCH):
            loss = model(pixel_values=pixel_values[chosen], labels=labels[chosen]).loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model, sum(p.numel() for p in parameters), steps


def validate(base, pixel_values, labels, learning_rates, folds):
    """Mean accuracy over `folds` of five folds of the adaptation images, for each setting and learning rate."""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
    parts = order.chunk(5)
    print("| setting | learning rate | validation mean | min |")
    print("|---|---|---|---|")
    for setting, trains in SETTINGS.items():
        for learning_rate in learning_rates:
            scores = []
            for fold in range(folds):
                train = torch.cat([part for k, part in enumerate(parts) if k != fold])
                model, _, _ = adapt(base, trains, pixel_values[train], labels[train], learning_rate, seed=fold)
                scores.append(accuracy(model, pixel_values[parts[fold]], labels[parts[fold]]))
            print(f"| {setting} | {learning_rate:g} | {statistics.mean(scores):.4f} | {min(scores):.4f} |", flush=True)


def report(base, train, tests, learning_rates, seeds):
    held_out, clean = tests
    print(f"base: held-out {accuracy(base, *held_out):.4f}, clean held-out {accuracy(base, *clean):.4f}\n")
    print("| setting | trained numbers | learning rate | steps | held-out mean | min | by seed | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for setting, trains in SETTINGS.items():
        for learning_rate in learning_rates:
            scores = []
            begin = time.perf_counter()
            for seed in range(seeds):
                model, count, steps = adapt(base, trains, *train, learning_rate, seed)
                scores.append(accuracy(model, *held_out))
            seconds = (time.perf_counter() - begin) / seeds
            by_seed = " ".join(f"{score:.4f}" for score in scores)
            print(f"| {setting} | {count:,} | {learning_rate:g} | {steps} | {statistics.mean(scores):.4f} "
                  f"| {min(scores):.4f} | {by_seed} | {seconds:.1f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="folder that make_digits_vit.py wrote")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--learning-rate", type=float, nargs="+", default=[LEARNING_RATE])
    parser.add_argument("--validate", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    def tensors(name):
        content = load_file(arguments.model / name)
        return content["pixel_values"], content["labels"]

    base = load_exported(arguments.model / "model.onnx")
    if arguments.validate:
        validate(base, *tensors("adapt-train.safetensors"), arguments.learning_rate, arguments.folds)
    else:
        tests = tensors("held-out.safetensors"), tensors("held-out-clean.safetensors")
        report(base, tensors("adapt-train.safetensors"), tests, arguments.learning_rate, arguments.seeds)


if __name__ == "__main__":
    main()
