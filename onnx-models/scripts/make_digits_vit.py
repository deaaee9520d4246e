"""Makes the digits demo: a small vision transformer, and real images that a changed camera would give it.

    python make_digits_vit.py --output ../models/digits-vit

Writes model.onnx, adapt-train.safetensors, held-out.safetensors and held-out-clean.safetensors. The data are the 1,797
8x8 digit images that come with scikit-learn. They are cut once into three parts that share no image: 800 to pretrain
the model, 500 to adapt it, 497 held out. Everything is seeded; on one machine two runs write the same bytes.
"""

import argparse
from pathlib import Path

import numpy
import torch
from safetensors.numpy import save_file
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.nn import functional
from transformers import ViTConfig, ViTForImageClassification

SEED = 0
PRETRAIN_SIZE = 800
ADAPT_SIZE = 500
PRETRAIN_STEPS = 2000
PRETRAIN_BATCH = 64
PRETRAIN_LEARNING_RATE = 1e-3


def load_splits():
    """Images in [0, 1], float32 [count, 1, 8, 8], and labels, int64 [count], by split. Classes are spread evenly."""
    digits = load_digits()
    images = torch.from_numpy((digits.images / 16.0).astype(numpy.float32))[:, None]
    labels = torch.from_numpy(digits.target.astype(numpy.int64))
    everything = numpy.arange(len(labels))
    pretrain, rest = train_test_split(
        everything, train_size=PRETRAIN_SIZE, random_state=SEED, stratify=digits.target)
    adapt, held_out = train_test_split(
        rest, train_size=ADAPT_SIZE, random_state=SEED, stratify=digits.target[rest])
    parts = {"pretrain": pretrain, "adapt": adapt, "held_out": held_out}
    return {name: (images[index], labels[index]) for name, index in parts.items()}


def shift(images):
    """The changed camera: contrast falls to 40 %, stray light raises the black level from 0.3 (left) to 0.5 (right)."""
    column = torch.arange(8) / 7
    return 0.3 + 0.4 * images + 0.2 * column


def normalise(images):
    """From [0, 1] to the [-1, 1] that the model reads."""
    return (images - 0.5) / 0.5


def build_model():
    torch.manual_seed(SEED)
    return ViTForImageClassification(ViTConfig(
        image_size=8, patch_size=2, num_channels=1, num_labels=10, hidden_size=64, intermediate_size=128,
        num_hidden_layers=4, num_attention_heads=4, hidden_act="gelu", attn_implementation="sdpa",
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0))


def augment(images, generator):
    """Slight turns (12 degrees), sizes (10 %), moves (1 pixel), contrast (20 %) and noise (0.1): no stray light."""
    count = len(images)

    def uniform(limit):
        return limit * (2 * torch.rand(count, generator=generator) - 1)

    angle, size, across, down = uniform(0.21), 1 + uniform(0.1), uniform(0.25), uniform(0.25)
    cosine, sine = torch.cos(angle) * size, torch.sin(angle) * size
    affine = torch.stack([
        torch.stack([cosine, -sine, across], dim=1), torch.stack([sine, cosine, down], dim=1)], dim=1)
    grid = functional.affine_grid(affine, list(images.shape), align_corners=False)
    moved = functional.grid_sample(images, grid, align_corners=False)
    contrast = 1 + uniform(0.2)[:, None, None, None]
    return moved * contrast + 0.1 * torch.randn(images.shape, generator=generator)


def pretrain(model, images, labels):
    generator = torch.Generator().manual_seed(SEED)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PRETRAIN_LEARNING_RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, PRETRAIN_LEARNING_RATE, total_steps=PRETRAIN_STEPS, pct_start=0.1)
    model.train()
    for _ in range(PRETRAIN_STEPS):
        chosen = torch.randperm(len(images), generator=generator)[:PRETRAIN_BATCH]
        batch = normalise(augment(images[chosen], generator))
        loss = model(pixel_values=batch, labels=labels[chosen]).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model.eval()


def accuracy(model, pixel_values, labels):
    model.eval()
    with torch.no_grad():
        return (model(pixel_values=pixel_values).logits.argmax(-1) == labels).float().mean().item()


def export(model, path):
    torch.onnx.export(
        model, (torch.zeros(2, 1, 8, 8),), path, dynamo=False, opset_version=17,
        input_names=["pixel_values"], output_names=["logits"],
        dynamic_axes={"pixel_values": {0: "batch"}, "logits": {0: "batch"}})


def check_export(model, path, pixel_values):
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    actual = torch.from_numpy(session.run(None, {"pixel_values": pixel_values.numpy()})[0])
    with torch.no_grad():
        difference = (model(pixel_values=pixel_values).logits - actual).abs().max().item()
    if difference > 1e-4:
        raise SystemExit(f"exported model differs from PyTorch by {difference}")
    print(f"largest difference between the exported model and PyTorch: {difference:.1e}")


def write_tensors(path, pixel_values, labels):
    save_file({"pixel_values": pixel_values.contiguous().numpy(), "labels": labels.numpy()}, path)
    path.chmod(0o644)  # the library writes files only their owner may read


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, help="also write the PyTorch weights here")
    arguments = parser.parse_args()
    folder = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)  # sums in one order on every run

    splits = load_splits()
    model = pretrain(build_model(), *splits["pretrain"])
    held_out, held_out_labels = splits["held_out"]
    clean, shifted = normalise(held_out), normalise(shift(held_out))
    if arguments.checkpoint:
        torch.save(model.state_dict(), arguments.checkpoint)
    print(f"held-out accuracy: clean {accuracy(model, clean, held_out_labels):.4f}, "
          f"shifted {accuracy(model, shifted, held_out_labels):.4f}")

    export(model, str(folder / "model.onnx"))
    check_export(model, str(folder / "model.onnx"), shifted)
    adapt, adapt_labels = splits["adapt"]
    write_tensors(folder / "adapt-train.safetensors", normalise(shift(adapt)), adapt_labels)
    write_tensors(folder / "held-out.safetensors", shifted, held_out_labels)
    write_tensors(folder / "held-out-clean.safetensors", clean, held_out_labels)


if __name__ == "__main__":
    main()
