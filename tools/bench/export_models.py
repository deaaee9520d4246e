"""Exports the models of the speed measurements to ONNX, as a user of the exporters would.

    python export_models.py --output FOLDER                      every model, as FOLDER/<model>/model.onnx
    python export_models.py --output FOLDER --model gpt2 vit-base
    python export_models.py --output FOLDER --model bert-base --exporter dynamo

The TorchScript exporter writes opset 17 into one file, the dynamo exporter opset 18 with the weights beside it; each
model has its usual one unless one is named. Every file is compared with PyTorch on a batch whose shape differs from
the traced one. The models take 4 GB of disk and, one after the other, up to 10 GB of memory.
"""

import argparse
from pathlib import Path

import torch

from model_cases import MODELS, SEED, make_model

# A protobuf file ends at 2 GiB, and the TorchScript exporter stores a tied matrix twice when it transposes one.
DYNAMO_MODELS = {"qwen2-0.5b"}
LARGEST_DIFFERENCE = 1e-3


class LogitsOnly(torch.nn.Module):
    """Takes the inputs by position, as exporters want them, and returns the logits alone."""

    def __init__(self, model, case):
        super().__init__()
        self.model = model
        self.names = list(case.inputs)
        self.keywords = {"use_cache": False} if case.logits != ("batch",) else {}

    def forward(self, *tensors):
        return self.model(**dict(zip(self.names, tensors)), **self.keywords).logits


def example(case, config, size, length, seed):
    torch.manual_seed(seed)
    batch = case.batch(config, size, length)
    if "attention_mask" in batch:
        batch["attention_mask"][-1, length - 2:] = 0
    return tuple(batch[name] for name in case.inputs)


def export(case, module, inputs, output, exporter):
    names = list(case.inputs)
    common = dict(input_names=names, output_names=["logits"])
    if exporter == "torchscript":
        axes = {name: dict(enumerate(axes)) for name, axes in {**case.inputs, "logits": case.logits}.items()}
        torch.onnx.export(module, inputs, output, dynamo=False, opset_version=17, dynamic_axes=axes, **common)
        return
    # "sequence" is bounded by a position table; the exporter wants to be told.
    dims = {
        "batch": torch.export.Dim("batch", min=1, max=1024),
        "sequence": torch.export.Dim("sequence", min=2, max=512),
    }
    shapes = tuple({i: dims[axis] for i, axis in enumerate(case.inputs[name])} for name in names)
    torch.onnx.export(
        module, inputs, output, dynamo=True, opset_version=18, dynamic_shapes=(shapes,), external_data=True, **common)


def check(case, module, output):
    import onnxruntime

    inputs = example(case, module.model.config, 3, 17, SEED + 1)
    with torch.no_grad():
        expected = module(*inputs)
    session = onnxruntime.InferenceSession(output, providers=["CPUExecutionProvider"])
    actual = session.run(None, {name: tensor.numpy() for name, tensor in zip(case.inputs, inputs)})[0]
    difference = float((torch.from_numpy(actual) - expected).abs().max())
    if difference > LARGEST_DIFFERENCE:
        raise SystemExit(f"{output} differs from PyTorch by {difference}")
    print(f"{output}: largest difference from PyTorch {difference:.2e}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", required=True, help="folder that gets one folder per model")
    parser.add_argument("--model", nargs="+", choices=sorted(MODELS), default=list(MODELS))
    parser.add_argument("--exporter", choices=["torchscript", "dynamo"], help="the model's usual one when not given")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    for name in arguments.model:
        case = MODELS[name]
        module = LogitsOnly(make_model(case), case).eval()
        output = Path(arguments.output, name, "model.onnx")
        output.parent.mkdir(parents=True, exist_ok=True)
        exporter = arguments.exporter or ("dynamo" if name in DYNAMO_MODELS else "torchscript")
        inputs = example(case, module.model.config, 2, 9, SEED)
        export(case, module, inputs, str(output), exporter)
        check(case, module, str(output))


if __name__ == "__main__":
    main()
