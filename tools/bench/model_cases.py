"""The models of the speed measurements: how to make one, what it takes, and which of its modules are norms.

Random weights cost the same time and memory as trained ones, need no download and carry no licence.
"""

import os
from dataclasses import dataclass, replace
from functools import partial
from typing import Callable

SEED = 0
IMAGE_CLASSES = 10


@dataclass(frozen=True)
class ModelCase:
    """A model and how to feed it.

    `build()` returns the model class and its configuration; `batch(config, size, length)` the arguments of a training
    step, `labels` among them; `inputs` are those of the exported graph with the names of their dynamic leading axes,
    `logits` the dynamic leading axes of its output.
    """

    target_modules: tuple[str, ...]
    build: Callable
    batch: Callable
    inputs: dict[str, tuple[str, ...]]
    logits: tuple[str, ...]


def bert_base():
    from transformers import BertConfig, BertForSequenceClassification

    return BertForSequenceClassification, BertConfig(
        num_labels=2, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)


def bert_batch(config, size, length):
    import torch

    return {
        "input_ids": torch.randint(0, config.vocab_size, (size, length)),
        "attention_mask": torch.ones(size, length, dtype=torch.int64),
        "token_type_ids": torch.zeros(size, length, dtype=torch.int64),
        "labels": torch.randint(0, config.num_labels, (size,)),
    }


def bert_base_mlm():
    from transformers import BertConfig, BertForMaskedLM

    return BertForMaskedLM, BertConfig(hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)


def masked_batch(config, size, length):
    import torch

    batch = bert_batch(config, size, length)
    return {**batch, "labels": torch.randint(0, config.vocab_size, (size, length))}


def gpt2():
    from transformers import GPT2Config, GPT2LMHeadModel

    return GPT2LMHeadModel, GPT2Config(resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)


def narrow_gpt2(blocks):
    """A GPT-2 of small width, to see what depth costs."""
    from transformers import GPT2Config, GPT2LMHeadModel

    return GPT2LMHeadModel, GPT2Config(
        n_layer=blocks, n_embd=256, n_head=4, vocab_size=2048, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)


def qwen2():
    """The shape of Qwen2-0.5B: 494 million parameters, 14 query heads on 2 key-value heads, tied embeddings."""
    from transformers import Qwen2Config, Qwen2ForCausalLM

    return Qwen2ForCausalLM, Qwen2Config(
        hidden_size=896, intermediate_size=4864, num_hidden_layers=24, num_attention_heads=14, num_key_value_heads=2,
        vocab_size=151936, tie_word_embeddings=True, rms_norm_eps=1e-6, max_position_embeddings=32768)


def language_batch(config, size, length):
    import torch

    tokens = torch.randint(0, config.vocab_size, (size, length))
    return {"input_ids": tokens, "attention_mask": torch.ones_like(tokens), "labels": tokens.clone()}


def vit_base():
    from transformers import ViTConfig, ViTForImageClassification

    return ViTForImageClassification, ViTConfig(
        num_labels=IMAGE_CLASSES, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)


def image_batch(config, size, length):
    import torch

    del length  # an image has as many patches as it has
    return {
        "pixel_values": torch.randn(size, config.num_channels, config.image_size, config.image_size),
        "labels": torch.randint(0, config.num_labels, (size,)),
    }


BATCH = ("batch",)
TOKENS = ("batch", "sequence")
# PEFT has no default norm targets for most of these, so they are given by name.
MODELS = {
    "bert-base": ModelCase(
        ("LayerNorm",), bert_base, bert_batch,
        {"input_ids": TOKENS, "attention_mask": TOKENS, "token_type_ids": TOKENS}, BATCH),
    "gpt2": ModelCase(
        ("ln_1", "ln_2", "ln_f"), gpt2, language_batch, {"input_ids": TOKENS, "attention_mask": TOKENS}, TOKENS),
    "vit-base": ModelCase(
        ("layernorm_before", "layernorm_after", "layernorm"), vit_base, image_batch, {"pixel_values": BATCH}, BATCH),
    "qwen2-0.5b": ModelCase(
        ("input_layernorm", "post_attention_layernorm", "norm"), qwen2, language_batch,
        {"input_ids": TOKENS, "attention_mask": TOKENS}, TOKENS),
}

MODELS |= {
    "bert-base-mlm": replace(MODELS["bert-base"], build=bert_base_mlm, batch=masked_batch, logits=TOKENS)
} | {
    f"gpt2-narrow-{blocks}": replace(MODELS["gpt2"], build=partial(narrow_gpt2, blocks)) for blocks in (12, 24, 48, 96)
}


def make_model(case):
    """The model with seeded random weights.

    A fresh model has all-one scales and all-zero biases. An exporter stores equal tensors once and shares them, which
    no trained model has, so every vector gets values of its own.
    """
    import torch

    model_class, config = case.build()
    config._attn_implementation = "sdpa"
    if hasattr(config, "use_cache"):
        config.use_cache = False
    torch.manual_seed(SEED)
    model = model_class(config)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter), alpha=0.02)
    return model


def load_or_make(case, checkpoint):
    """The model from the folder `checkpoint`, which is made when absent; without one it is drawn anew."""
    if checkpoint is None:
        return make_model(case)
    if not os.path.isdir(checkpoint):
        make_model(case).save_pretrained(checkpoint)
    return case.build()[0].from_pretrained(checkpoint, attn_implementation="sdpa")
