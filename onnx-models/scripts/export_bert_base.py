"""Exports a BERT-base sized classifier with random weights, the model of the speed measurements.

Random weights cost the same time and memory as trained ones, need no download and carry no licence.

    python export_bert_base.py --exporter torchscript --output model.onnx     # opset 17, one file of 438 MB
    python export_bert_base.py --exporter dynamo --output model.onnx          # opset 18, with external data

Inputs: input_ids, attention_mask, token_type_ids, int64 [batch, sequence]. Output: logits, float32 [batch, 2].
"""

import argparse
from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification

INPUT_NAMES = ["input_ids", "attention_mask", "token_type_ids"]
SEED = 0


def build_model():
    torch.manual_seed(SEED)
    config = BertConfig(num_labels=2, attn_implementation="sdpa", return_dict=False, use_cache=False)
    model = BertForSequenceClassification(config).eval()
    # Fresh models start with all-one scales and all-zero biases. The exporter would store equal tensors once and share
    # them, which no trained model has, so every scale and bias gets values of its own.
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter), alpha=0.02)
    return model


def example_inputs(vocabulary_size):
    generator = torch.Generator().manual_seed(SEED)
    input_ids = torch.randint(0, vocabulary_size, (2, 9), generator=generator)
    attention_mask = torch.ones_like(input_ids)
    attention_mask[1, 6:] = 0
    return input_ids, attention_mask, torch.zeros_like(input_ids)


def export(model, inputs, output, exporter):
    common = dict(input_names=INPUT_NAMES, output_names=["logits"])
    if exporter == "torchscript":
        axes = {name: {0: "batch", 1: "sequence"} for name in INPUT_NAMES}
        torch.onnx.export(
            model, inputs, output, dynamo=False, opset_version=17,
            dynamic_axes={**axes, "logits": {0: "batch"}}, **common)
    else:
        # "sequence" is bounded by the position table; the exporter wants to be told.
        batch = torch.export.Dim("batch", min=1, max=1024)
        sequence = torch.export.Dim("sequence", min=2, max=512)
        shapes = {name: {0: batch, 1: sequence} for name in INPUT_NAMES}
        torch.onnx.export(
            model, (), output, kwargs=dict(zip(INPUT_NAMES, inputs)), dynamo=True, opset_version=18,
            dynamic_shapes=shapes, **common)


def check(model, output):
    """Compares the file with PyTorch on a batch whose shape differs from the traced one."""
    import onnxruntime

    generator = torch.Generator().manual_seed(SEED + 1)
    input_ids = torch.randint(0, model.config.vocab_size, (3, 17), generator=generator)
    attention_mask = torch.ones_like(input_ids)
    attention_mask[0, 5:] = 0
    inputs = (input_ids, attention_mask, torch.zeros_like(input_ids))
    with torch.no_grad():
        expected = model(*inputs)[0]
    session = onnxruntime.InferenceSession(output, providers=["CPUExecutionProvider"])
    actual = session.run(None, {n: t.numpy() for n, t in zip(INPUT_NAMES, inputs)})[0]
    difference = float((torch.from_numpy(actual) - expected).abs().max())
    if difference > 1e-4:
        raise SystemExit(f"exported model differs from PyTorch by {difference}")
    print(f"{output}: largest difference from PyTorch {difference:.2e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exporter", choices=["torchscript", "dynamo"], default="torchscript")
    parser.add_argument("--output", required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    Path(arguments.output).parent.mkdir(parents=True, exist_ok=True)
    model = build_model()
    export(model, example_inputs(model.config.vocab_size), arguments.output, arguments.exporter)
    check(model, arguments.output)


if __name__ == "__main__":
    main()
