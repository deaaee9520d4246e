package io.lntune.graph.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plays a step without running it: each tensor takes memory from the node that computes it to the
 * last one that reads it. A view shares its source's memory; an element-wise result takes over that
 * of an operand which dies there, as in the runtime's allocation plan. Outputs stay to the end.
 */
final class LiveMemory {
  /**
   * The moment at which most is alive.
   *
   * @param bytes all tensors together
   * @param position of the step that runs then
   */
  record Peak(long bytes, int position) {}

  private final StepTensors tensors;
  private final StepSequence sequence;
  private final int count;
  private final int[] buffer;
  private final int[] end;
  private final long[] size;

  private LiveMemory(StepTensors tensors, StepSequence sequence) {
    this.tensors = tensors;
    this.sequence = sequence;
    this.count = tensors.count();
    this.buffer = new int[2 * count];
    this.end = new int[2 * count];
    this.size = new long[2 * count];
  }

  static Peak of(StepTensors tensors, StepSequence sequence) {
    LiveMemory memory = new LiveMemory(tensors, sequence);
    memory.link();
    return memory.play();
  }

  /** The tensors' own memory, or that of what they are views of, and until when it is needed. */
  private void link() {
    for (int i = 0; i < buffer.length; i++) {
      buffer[i] = i;
    }
    Arrays.fill(end, -1);
    for (int position = 0; position < sequence.length(); position++) {
      int node = sequence.node(position);
      int viewed = tensors.viewed(node);
      for (int number : tensors.writes(node)) {
        int written = sequence.written(position, number);
        if (viewed >= 0) {
          buffer[written] = buffer[sequence.read(position, viewed)];
        }
        int until = tensors.isOutput(number) ? sequence.length() : position;
        end[buffer[written]] = Math.max(end[buffer[written]], until);
      }
      for (int number : tensors.reads(node)) {
        int read = buffer[sequence.read(position, number)];
        end[read] = Math.max(end[read], position);
      }
    }
  }

  private Peak play() {
    long alive = 0;
    Peak peak = new Peak(0, 0);
    for (int position = 0; position < sequence.length(); position++) {
      int node = sequence.node(position);
      for (int number : tensors.writes(node)) {
        int written = sequence.written(position, number);
        if (buffer[written] == written && !takesOver(position, node, number, written)) {
          size[written] = tensors.bytes(number);
          alive += size[written];
        }
      }
      long during = alive + tensors.inner(node);
      if (during > peak.bytes()) {
        peak = new Peak(during, position);
      }
      for (int number : tensors.reads(node)) {
        alive -= free(sequence.read(position, number), position);
      }
      for (int number : tensors.writes(node)) {
        alive -= free(sequence.written(position, number), position);
      }
    }
    return peak;
  }

  /** What is computed a second time has a shape that the runtime cannot compare. */
  private boolean takesOver(int position, int node, int number, int written) {
    if (sequence.isAgain(position) || !KernelTraits.worksInPlace(tensors.node(node))) {
      return false;
    }
    for (int operand : tensors.reads(node)) {
      int taken = root(sequence.read(position, operand));
      if (end[taken] == position && size[taken] == tensors.bytes(number) && size[taken] > 0) {
        buffer[written] = taken;
        end[taken] = end[written];
        return true;
      }
    }
    return false;
  }

  private long free(int tensor, int position) {
    int owner = root(tensor);
    if (end[owner] != position) {
      return 0;
    }
    long freed = size[owner];
    size[owner] = 0;
    return freed;
  }

  private int root(int tensor) {
    int owner = buffer[tensor];
    while (buffer[owner] != owner) {
      owner = buffer[owner];
    }
    return owner;
  }

  /** Groups the tensors that share memory because they are views of each other. */
  static List<int[]> views(StepTensors tensors) {
    int[] owner = new int[tensors.count()];
    List<List<Integer>> members = new ArrayList<>();
    for (int number = 0; number < owner.length; number++) {
      int viewed = tensors.viewed(tensors.producer(number));
      owner[number] = viewed < 0 ? members.size() : owner[viewed];
      if (viewed < 0) {
        members.add(new ArrayList<>());
      }
      members.get(owner[number]).add(number);
    }
    return members.stream()
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }
}
