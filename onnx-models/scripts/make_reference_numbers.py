"""Reference numbers for optimizers, gradient clipping, schedules and losses, computed by PyTorch and transformers.

    python make_reference_numbers.py --output FOLDER

writes FOLDER/optimizer_reference.json, FOLDER/schedule_reference.json, and one pair FOLDER/losses/<case>.safetensors
(tensors) and <case>.json (settings) for each loss. Everything is seeded: two runs write the same bytes.

Losses: `logits` and, by case, `labels`, `weight`, `pos_weight` go in; `loss` and `grad` (its derivative with respect to
the logits) come out, in float32 and, with the suffix `64`, in float64 from the same inputs.
"""

import argparse
import json
from pathlib import Path

import numpy
import torch
from safetensors.numpy import save_file
from torch.nn import functional
from transformers import get_cosine_schedule_with_warmup, get_linear_schedule_with_warmup

SEED = 20
STEPS = 10


def optimizer_cases():
    adamw = torch.optim.AdamW
    sgd = torch.optim.SGD
    return {
        "adamw_default": (adamw, dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)),
        "adamw_no_decay": (adamw, dict(lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)),
        "adamw_large_decay": (adamw, dict(lr=5e-2, betas=(0.9, 0.95), eps=1e-6, weight_decay=0.1)),
        "adamw_large_eps": (adamw, dict(lr=1e-2, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.05)),
        "sgd_plain": (sgd, dict(lr=0.1)),
        "sgd_decay": (sgd, dict(lr=0.1, weight_decay=0.05)),
        "sgd_momentum": (sgd, dict(lr=0.1, momentum=0.9)),
        "sgd_nesterov": (sgd, dict(lr=0.1, momentum=0.9, nesterov=True)),
        "sgd_momentum_decay": (sgd, dict(lr=0.1, momentum=0.9, weight_decay=0.05)),
        "sgd_nesterov_decay": (sgd, dict(lr=0.1, momentum=0.9, weight_decay=0.05, nesterov=True)),
        "sgd_dampening": (sgd, dict(lr=0.1, momentum=0.9, dampening=0.5)),
        "sgd_dampening_decay": (sgd, dict(lr=0.1, momentum=0.9, dampening=0.1, weight_decay=0.05)),
    }


def optimizer_reference(generator):
    start = torch.randn(6, generator=generator)
    start[0] = 1.0
    start[1] = 0.0
    gradients = torch.randn(STEPS, 6, generator=generator)
    gradients[:, 2] = 0.0  # a parameter whose gradient is always zero
    gradients[:, 3] *= 1e-6  # a gradient near Adam's epsilon
    gradients[:, 4] *= 1e4
    cases = []
    for name, (optimizer_class, settings) in optimizer_cases().items():
        case = {"name": name, "optimizer": optimizer_class.__name__, **settings}
        for dtype, key in ((torch.float32, "float32"), (torch.float64, "float64")):
            parameter = torch.nn.Parameter(start.to(dtype, copy=True))
            optimizer = optimizer_class([parameter], foreach=False, **settings)
            values = []
            for gradient in gradients:
                parameter.grad = gradient.to(dtype, copy=True)
                optimizer.step()
                values.append(parameter.detach().tolist())
            case[key] = values
        cases.append(case)
    return {
        "start": start.tolist(),
        "gradients": gradients.tolist(),
        "cases": cases,
        "clip_grad_norm": clip_reference(generator),
    }


def clip_reference(generator):
    """Two tensors, one common 2-norm. The clipped gradients are gradient * min(1, max_norm / (norm + 1e-6))."""
    first = torch.randn(4, generator=generator)
    second = 3 * torch.randn(3, generator=generator)
    cases = []
    for max_norm in (0.5, 1.0, 100.0):
        parameters = [torch.nn.Parameter(torch.zeros_like(t, dtype=torch.float64)) for t in (first, second)]
        for parameter, gradient in zip(parameters, (first, second)):
            parameter.grad = gradient.to(torch.float64, copy=True)
        norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
        cases.append({
            "max_norm": max_norm,
            "total_norm": norm.item(),
            "clipped": [parameter.grad.tolist() for parameter in parameters],
        })
    return {"gradients": [first.tolist(), second.tolist()], "cases": cases}


def schedule_reference():
    """`factors[k]` multiplies the base learning rate in the (k+1)-th optimizer step; the last one is past the end."""
    cases = []
    for name, make in (("linear", get_linear_schedule_with_warmup), ("cosine", get_cosine_schedule_with_warmup)):
        for warmup, total in ((0, 10), (3, 10), (6, 100), (10, 10)):
            optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
            schedule = make(optimizer, num_warmup_steps=warmup, num_training_steps=total)
            factors = []
            for _ in range(total + 2):
                factors.append(schedule.get_last_lr()[0])
                optimizer.step()
                schedule.step()
            cases.append({"schedule": name, "warmup_steps": warmup, "total_steps": total, "factors": factors})
    return {"cases": cases}


def cross_entropy(logits, tensors, ignore_index=-100, label_smoothing=0.0, shift=False):
    labels = tensors["labels"]
    if shift:
        logits, labels = logits[..., :-1, :], labels[..., 1:]
    classes = logits.shape[-1]
    weight = tensors["weight"].to(logits.dtype) if "weight" in tensors else None
    return functional.cross_entropy(
        logits.reshape(-1, classes), labels.reshape(-1), weight=weight,
        ignore_index=ignore_index, label_smoothing=label_smoothing)


def regression(function):
    return lambda logits, tensors: function(logits, tensors["labels"].to(logits.dtype))


def binary_cross_entropy(logits, tensors):
    pos_weight = tensors["pos_weight"].to(logits.dtype) if "pos_weight" in tensors else None
    return functional.binary_cross_entropy_with_logits(
        logits, tensors["labels"].to(logits.dtype), pos_weight=pos_weight)


def loss_cases(generator):
    """Yields name, function, settings that go to it, input tensors."""
    classes = 5
    flat = {"logits": 3 * torch.randn(6, classes, generator=generator),
            "labels": torch.tensor([0, 4, 2, 2, 1, 3])}
    ignoring = {**flat, "labels": torch.tensor([0, -100, 2, -100, 1, 3])}
    weight = {"weight": torch.tensor([0.5, 2.0, 1.0, 0.25, 3.0])}
    sequence = {"logits": 3 * torch.randn(2, 4, classes, generator=generator),
                "labels": torch.tensor([[0, 4, -100, 2], [-100, 1, 3, -100]])}
    huge = {"logits": torch.tensor([[1000.0, -1000.0, 0.0], [80.0, 90.0, 100.0]]), "labels": torch.tensor([0, 0])}
    yield "cross_entropy", cross_entropy, {}, flat
    yield "cross_entropy_large_logits", cross_entropy, {}, huge
    yield "cross_entropy_ignore", cross_entropy, {}, ignoring
    yield "cross_entropy_ignore_index_2", cross_entropy, {"ignore_index": 2}, flat
    yield "cross_entropy_smoothing", cross_entropy, {"label_smoothing": 0.1}, flat
    yield "cross_entropy_smoothing_ignore", cross_entropy, {"label_smoothing": 0.1}, ignoring
    yield "cross_entropy_weight", cross_entropy, {}, {**flat, **weight}
    yield "cross_entropy_weight_ignore", cross_entropy, {}, {**ignoring, **weight}
    yield "cross_entropy_weight_smoothing", cross_entropy, {"label_smoothing": 0.1}, {**flat, **weight}
    yield "cross_entropy_weight_smoothing_ignore", cross_entropy, {"label_smoothing": 0.1}, {**ignoring, **weight}
    yield "cross_entropy_token", cross_entropy, {}, sequence
    yield "cross_entropy_token_smoothing_weight", cross_entropy, {"label_smoothing": 0.1}, {**sequence, **weight}
    yield "causal_lm", cross_entropy, {"shift": True}, sequence
    yield "causal_lm_smoothing", cross_entropy, {"shift": True, "label_smoothing": 0.1}, sequence

    targets = {"logits": torch.randn(4, 3, generator=generator), "labels": torch.randn(4, 3, generator=generator)}
    targets["labels"][1, 1] = targets["logits"][1, 1]  # zero difference: the kink of l1
    yield "mse", regression(functional.mse_loss), {}, targets
    yield "l1", regression(functional.l1_loss), {}, targets

    binary = {"logits": 4 * torch.randn(4, 3, generator=generator),
              "labels": torch.randint(0, 2, (4, 3), generator=generator).float()}
    binary["labels"][0, 0] = 0.3  # soft targets are allowed
    binary["logits"][2] = torch.tensor([120.0, -120.0, 0.0])
    yield "bce_with_logits", binary_cross_entropy, {}, binary
    yield "bce_with_logits_pos_weight", binary_cross_entropy, {}, {
        **binary, "pos_weight": torch.tensor([0.5, 3.0, 1.0])}


def write_losses(folder, generator):
    folder.mkdir(parents=True, exist_ok=True)
    for name, function, settings, tensors in loss_cases(generator):
        stored = {key: value.numpy() for key, value in tensors.items()}
        for dtype, suffix in ((torch.float32, ""), (torch.float64, "64")):
            logits = tensors["logits"].to(dtype, copy=True).requires_grad_()
            loss = function(logits, tensors, **settings)
            loss.backward()
            stored["loss" + suffix] = loss.detach().numpy().reshape(1)
            stored["grad" + suffix] = logits.grad.numpy()
        for value in stored.values():
            if not numpy.isfinite(value).all():
                raise SystemExit(f"{name}: not finite")
        file = folder / f"{name}.safetensors"
        save_file(stored, file)
        file.chmod(0o644)  # the library writes files only their owner may read
        description = {
            "name": name,
            **settings,
            "inputs": sorted(tensors),
            "loss": stored["loss"].item(),
            "loss64": stored["loss64"].item(),
        }
        write_json(folder / f"{name}.json", description)


def write_json(path, content):
    path.write_text(json.dumps(content, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True)
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(SEED)
    write_json(folder / "optimizer_reference.json", optimizer_reference(generator))
    write_json(folder / "schedule_reference.json", schedule_reference())
    write_losses(folder / "losses", generator)


if __name__ == "__main__":
    main()
