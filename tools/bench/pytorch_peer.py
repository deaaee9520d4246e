"""Norm tuning as a PyTorch user does it: transformers, PEFT's LNTuningConfig, AdamW. The other side of comparisons.

fp32, scaled-dot-product attention, dropout 0, every norm trained, everything else frozen, random weights; the models
are those of model_cases.py.

    python pytorch_peer.py --model gpt2 --batch 4 --seq 256 --threads 2 --steps 10 --warmup 2
        prints one JSON line and ends.
    python pytorch_peer.py --model gpt2 --batch 4 --seq 256 --threads 2 --serve
        prints "ready", then answers each line on standard input with the seconds it took: "step" (or an empty line)
        runs one training step, "forward" one forward pass without gradients, "memory" prints the peak resident bytes,
        "quit" ends. Another process can so take turns with it, step by step, on a machine whose speed drifts.

With --checkpoint FOLDER the weights are loaded with from_pretrained, as users start; the folder is made on the first
run. Without it they are drawn anew at each start, which makes first_step_seconds longer than a user would see.
With --compile the model goes through torch.compile; the first step then includes the compilation.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time

from model_cases import MODELS, load_or_make

IGNORED = -100

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def seconds_since_process_start():
    """From the kernel's record, so the interpreter's start and all imports count. Resolution: one clock tick (10 ms)."""
    with open("/proc/self/stat") as stat:
        start_ticks = int(stat.read().rsplit(")", 1)[1].split()[19])
    with open("/proc/uptime") as uptime:
        return float(uptime.read().split()[0]) - start_ticks / os.sysconf("SC_CLK_TCK")


def peak_resident_bytes():
    """The kernel's record of this program alone; getrusage also counts the process that started it."""
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Peer:
    def __init__(self, case, arguments):
        import torch
        from peft import LNTuningConfig, get_peft_model

        torch.manual_seed(0)
        base = load_or_make(case, arguments.checkpoint)
        self.batch = case.batch(base.config, arguments.batch, arguments.seq)
        if arguments.labelled < 1:
            self.batch["labels"][torch.rand(self.batch["labels"].shape) >= arguments.labelled] = IGNORED
        self.model = get_peft_model(base, LNTuningConfig(target_modules=list(case.target_modules)))
        self.model.train()
        self.trainable = [p for p in self.model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(self.trainable, lr=arguments.learning_rate, weight_decay=0.0)
        self.run = torch.compile(self.model) if arguments.compile else self.model
        self.losses = []

    def step(self):
        begin = time.perf_counter()
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.run(**self.batch).loss
        loss.backward()
        self.optimizer.step()
        self.losses.append(loss.item())
        return time.perf_counter() - begin

    def forward(self):
        import torch

        inputs = {name: value for name, value in self.batch.items() if name != "labels"}
        begin = time.perf_counter()
        with torch.inference_mode():
            self.run(**inputs)
        return time.perf_counter() - begin


def measure(peer, arguments):
    peer.step()
    first_step_seconds = seconds_since_process_start()
    for _ in range(arguments.warmup):
        peer.step()
    steps = [peer.step() for _ in range(arguments.steps)]
    peak = peak_resident_bytes()
    peer.forward()
    forwards = [peer.forward() for _ in range(arguments.steps)]
    import peft
    import torch
    import transformers

    print(json.dumps({
        "model": arguments.model,
        "batch": arguments.batch,
        "seq": arguments.seq,
        "threads": arguments.threads,
        "compiled": arguments.compile,
        "steps": arguments.steps,
        "trainable_parameters": sum(p.numel() for p in peer.trainable),
        "step_seconds_median": round(statistics.median(steps), 4),
        "step_seconds_min": round(min(steps), 4),
        "forward_seconds_median": round(statistics.median(forwards), 4),
        "peak_resident_bytes": peak,
        "first_step_seconds": round(first_step_seconds, 2),
        "first_loss": peer.losses[0],
        "last_loss": peer.losses[-1],
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "peft": peft.__version__,
    }))


def serve(peer):
    answers = {
        "": peer.step,
        "step": peer.step,
        "forward": peer.forward,
        "memory": peak_resident_bytes,
    }
    print("ready", flush=True)
    for line in sys.stdin:
        request = line.strip()
        if request == "quit":
            return
        if request not in answers:
            raise SystemExit(f"unknown request '{request}'; known: step, forward, memory, quit")
        print(answers[request](), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=sorted(MODELS), default="bert-base")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seq", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10, help="measured steps")
    parser.add_argument("--warmup", type=int, default=2, help="steps after the first that are not measured")
    parser.add_argument("--labelled", type=float, default=1.0, help="share of the targets that are labels")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--checkpoint", help="folder to load the weights from; made when absent")
    parser.add_argument("--compile", action="store_true", help="run the model through torch.compile")
    parser.add_argument("--serve", action="store_true", help="run one step for each line on standard input")
    arguments = parser.parse_args()

    import torch

    torch.set_num_threads(arguments.threads)
    peer = Peer(MODELS[arguments.model], arguments)
    if arguments.serve:
        serve(peer)
    else:
        measure(peer, arguments)


if __name__ == "__main__":
    main()
