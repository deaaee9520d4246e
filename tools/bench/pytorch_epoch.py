"""Epochs of norm tuning of BERT-base as a PyTorch user runs them: shuffled batches, padded to their longest example.

    python pytorch_epoch.py --data DATA.jsonl --batch 32 --epochs 2 --threads 2 [--last-blocks 4] [--checkpoint FOLDER]

prints one JSON line with the seconds of each epoch. --last-blocks N trains the norms of the last N blocks and the
classifier only; without it every norm is trained. --write-data N makes the data instead: N examples whose lengths are
log-normal (median 40, at most 512).
"""

import argparse
import json
import random
import time

from model_cases import MODELS, load_or_make

MEDIAN_LENGTH = 40
SPREAD = 0.8
LONGEST = 512
VOCABULARY = 30522


def write_data(file, count, length):
    draw = random.Random(5)
    with open(file, "w") as out:
        for _ in range(count):
            size = length or min(LONGEST, max(4, round(MEDIAN_LENGTH * draw.lognormvariate(0, SPREAD))))
            tokens = [draw.randrange(1000, VOCABULARY) for _ in range(size)]
            out.write(json.dumps({"input_ids": tokens, "labels": draw.randrange(2)}) + "\n")


def batches(examples, size, epoch):
    import torch

    order = list(range(len(examples)))
    random.Random(epoch).shuffle(order)
    for start in range(0, len(order), size):
        chosen = [examples[i] for i in order[start:start + size]]
        longest = max(len(example["input_ids"]) for example in chosen)
        ids = torch.zeros(len(chosen), longest, dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for row, example in enumerate(chosen):
            ids[row, :len(example["input_ids"])] = torch.tensor(example["input_ids"])
            mask[row, :len(example["input_ids"])] = 1
        labels = torch.tensor([example["labels"] for example in chosen])
        yield {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids), "labels": labels}


def model_to_train(checkpoint, last_blocks):
    from peft import LNTuningConfig, get_peft_model

    case = MODELS["bert-base"]
    base = load_or_make(case, checkpoint)
    targets = list(case.target_modules)
    if last_blocks:
        first = base.config.num_hidden_layers - last_blocks
        blocks = range(first, base.config.num_hidden_layers)
        targets = [f"encoder.layer.{i}.{part}.LayerNorm" for i in blocks for part in ("attention.output", "output")]
    model = get_peft_model(base, LNTuningConfig(
        target_modules=targets, modules_to_save=["classifier"] if last_blocks else None))
    model.train()
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--last-blocks", type=int, default=0)
    parser.add_argument("--checkpoint")
    parser.add_argument("--write-data", type=int, metavar="N", help="write N examples and end")
    parser.add_argument("--length", type=int, default=0, help="with --write-data: one length for all")
    arguments = parser.parse_args()
    if arguments.write_data:
        write_data(arguments.data, arguments.write_data, arguments.length)
        return
    import torch

    torch.set_num_threads(arguments.threads)
    with open(arguments.data) as lines:
        examples = [json.loads(line) for line in lines]
    model = model_to_train(arguments.checkpoint, arguments.last_blocks)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-3, weight_decay=0.0)
    seconds = []
    for epoch in range(arguments.epochs):
        begin = time.perf_counter()
        for batch in batches(examples, arguments.batch, epoch):
            optimizer.zero_grad(set_to_none=True)
            model(**batch).loss.backward()
            optimizer.step()
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"epoch_seconds": seconds, "trained_parameters": sum(p.numel() for p in trained)}))


if __name__ == "__main__":
    main()
