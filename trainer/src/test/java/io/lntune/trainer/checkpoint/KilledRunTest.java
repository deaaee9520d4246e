package io.lntune.trainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.Shape;
import io.lntune.trainer.data.SamplerState;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.ConstantSchedule;
import io.lntune.trainer.optimizer.Optimizer;
import io.lntune.trainer.optimizer.ParameterGroup;
import io.lntune.trainer.optimizer.ParameterState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that saves checkpoints without pause and looks at what it left. */
final class KilledRunTest {
  private static final int KILLS = 3;
  private static final int VALUES = 20_000;
  private static final float RATE = 0.01f;

  @TempDir private Path run;

  /** The process to be killed: says the step after every checkpoint. */
  static final class Run {
    public static void main(String[] arguments) {
      CheckpointStore store = new CheckpointStore(Path.of(arguments[0]), 2);
      ParameterState parameter = parameter();
      Optimizer optimizer = AdamWSettings.DEFAULT.create(List.of(parameter));
      store
          .newest(skipped -> {})
          .ifPresent(
              checkpoint -> {
                checkpoint.restore(List.of(parameter));
                optimizer.restore(checkpoint.optimizer());
              });
      PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      while (!output.checkError()) {
        train(optimizer);
        store.save(
            RunCheckpoint.of(
                position(optimizer.stepCount()), List.of(parameter), optimizer.state()));
        output.println(optimizer.stepCount());
      }
    }
  }

  private static ParameterState parameter() {
    return new ParameterState(
        "p", Shape.of(VALUES), FloatBuffer.allocate(VALUES), ParameterGroup.DEFAULT);
  }

  private static void train(Optimizer optimizer) {
    float[] gradient = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      gradient[i] = (i % 7) - optimizer.stepCount() % 3;
    }
    optimizer.step(RATE, List.of(FloatBuffer.wrap(gradient)));
  }

  private static RunPosition position(long step) {
    return new RunPosition(
        step,
        new SamplerState(0, 0, 0),
        new ConstantSchedule(RATE, 0),
        AdamWSettings.DEFAULT,
        "00",
        Map.of());
  }

  @Test
  void everySavedStepSurvivesAndResumesBitForBit() throws IOException, InterruptedException {
    Random random = new Random(11);
    long last = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      last = runAndKill(last + 1 + random.nextInt(8), random.nextInt(3_000_000));
      List<String> skipped = new ArrayList<>();
      RunCheckpoint newest = new CheckpointStore(run, 2).newest(skipped::add).orElseThrow();
      assertEquals(List.of(), skipped);
      assertTrue(newest.position().step() >= last, newest.position() + " after " + last);
      last = newest.position().step();
      assertUninterrupted(newest);
    }
  }

  private static void assertUninterrupted(RunCheckpoint checkpoint) {
    ParameterState expected = parameter();
    Optimizer optimizer = AdamWSettings.DEFAULT.create(List.of(expected));
    while (optimizer.stepCount() < checkpoint.position().step()) {
      train(optimizer);
    }
    assertEquals(expected.value(), checkpoint.trainable().get(0).floats());
  }

  /** Kills the run a moment after it has reached {@code step}; the step it last spoke of. */
  private long runAndKill(long step, long spins) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName(),
                run.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long reached = 0;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      while (reached < step) {
        reached = Long.parseLong(String.valueOf(output.readLine()));
      }
      // Spread the kill over the next save; how long this takes is of no matter.
      long end = System.nanoTime() + spins;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return reached;
  }
}
