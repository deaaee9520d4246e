"""Exports two tiny models with inputs and outputs for cached keys and values, with PyTorch's gradients.

The models of ../models/cached/: a GPT-2 with mask and position ids, and a T5 decoder. Names and axes are those of
common exporters. reference.safetensors holds the loss and the gradients that the models without a cache have on
the data beside them.
"""

import argparse
import json
from pathlib import Path

import safetensors.torch
import torch
from transformers import GPT2Config, GPT2LMHeadModel, T5Config, T5ForConditionalGeneration
from transformers.cache_utils import DynamicCache, EncoderDecoderCache

LAYERS, HEADS, HEAD_SIZE, PAST = 1, 2, 4, 3


def cache_of(tensors):
    cache = DynamicCache()
    for layer in range(LAYERS):
        cache.update(tensors[2 * layer], tensors[2 * layer + 1], layer)
    return cache


def flat(cache):
    return [tensor for layer in cache.layers for tensor in (layer.keys, layer.values)]


class CausalModel(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, position_ids, *past):
        output = self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=cache_of(past),
            use_cache=True,
        )
        return (output.logits, *flat(output.past_key_values))


class Decoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, encoder_attention_mask, input_ids, encoder_hidden_states, *past):
        output = self.model(
            attention_mask=encoder_attention_mask,
            decoder_input_ids=input_ids,
            encoder_outputs=(encoder_hidden_states,),
            past_key_values=EncoderDecoderCache(cache_of(past), DynamicCache()),
            use_cache=True,
        )
        return (output.logits, *flat(output.past_key_values.self_attention_cache))


def perturbed(model):
    for parameter in model.parameters():
        if parameter.dim() == 1:
            parameter.data += 0.1 * torch.randn_like(parameter)
    return model.eval()


def export(model, named_inputs, past_names, folder):
    folder.mkdir(parents=True, exist_ok=True)
    inputs, axes = [], {"logits": {0: "batch_size", 1: "sequence_length"}}
    for name, (tensor, length) in named_inputs.items():
        inputs.append(tensor)
        axes[name] = {0: "batch_size", 1: length}
    outputs = ["logits"]
    for name in past_names:
        inputs.append(torch.randn(2, HEADS, PAST, HEAD_SIZE))
        axes[name] = {0: "batch_size", 2: "past_sequence_length"}
        outputs.append(name.replace("past_key_values", "present"))
        axes[outputs[-1]] = {0: "batch_size", 2: "past_sequence_length + sequence_length"}
    torch.onnx.export(
        model.eval(),
        tuple(inputs),
        str(folder / "model.onnx"),
        input_names=[*named_inputs, *past_names],
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def write_reference(model, loss, folder):
    loss.backward()
    arrays = {"loss": loss.detach()}
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1 and parameter.grad is not None and "norm" in name.replace("ln_", "norm"):
            arrays["gradient." + name] = parameter.grad.contiguous()
    safetensors.torch.save_file(arrays, folder / "reference.safetensors")


def causal(folder):
    config = GPT2Config(vocab_size=16, n_positions=16, n_embd=8, n_layer=LAYERS, n_head=HEADS, n_inner=8)
    config._attn_implementation = "eager"
    model = perturbed(GPT2LMHeadModel(config))
    ids = torch.randint(3, 16, (2, 4))
    both = "past_sequence_length + sequence_length"
    inputs = {
        "input_ids": (ids, "sequence_length"),
        "attention_mask": (torch.ones(2, 4 + PAST, dtype=torch.long), both),
        "position_ids": (torch.arange(PAST, PAST + 4).repeat(2, 1), "sequence_length"),
    }
    names = [f"past_key_values.{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
    export(CausalModel(model), inputs, names, folder)
    examples = [[5, 6, 7, 8, 9], [10, 11, 12]]
    with open(folder / "data.jsonl", "w") as file:
        for example in examples:
            file.write(json.dumps({"input_ids": example}) + "\n")
    padded = torch.tensor([[5, 6, 7, 8, 9], [10, 11, 12, 0, 0]])
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    labels = torch.where(mask == 1, padded, -100)
    write_reference(model, model(input_ids=padded, attention_mask=mask, labels=labels).loss, folder)


def decoder(folder):
    config = T5Config(
        vocab_size=16, d_model=8, d_kv=HEAD_SIZE, d_ff=8, num_layers=LAYERS, num_heads=HEADS, decoder_start_token_id=0
    )
    config._attn_implementation = "eager"
    model = perturbed(T5ForConditionalGeneration(config))
    inputs = {
        "encoder_attention_mask": (torch.ones(2, 6, dtype=torch.long), "encoder_sequence_length"),
        "input_ids": (torch.randint(3, 16, (2, 4)), "sequence_length"),
        "encoder_hidden_states": (torch.randn(2, 6, 8), "encoder_sequence_length"),
    }
    names = [f"past_key_values.{layer}.decoder.{part}" for layer in range(LAYERS) for part in ("key", "value")]
    export(Decoder(model), inputs, names, folder)
    data = {
        "input_ids": torch.tensor([[0, 5, 6, 7], [0, 8, 9, 10]]),
        "encoder_hidden_states": torch.randn(2, 5, 8),
        "labels": torch.tensor([[5, 6, 7, 1], [8, 9, 1, -100]]),
    }
    safetensors.torch.save_file(data, folder / "data.safetensors")
    loss = model(
        decoder_input_ids=data["input_ids"],
        encoder_outputs=(data["encoder_hidden_states"],),
        attention_mask=torch.ones(2, 5, dtype=torch.long),
        labels=data["labels"],
    ).loss
    write_reference(model, loss, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True)
    folder = parser.parse_args().output
    torch.manual_seed(0)
    causal(folder / "gpt2")
    decoder(folder / "t5-decoder")


if __name__ == "__main__":
    main()
