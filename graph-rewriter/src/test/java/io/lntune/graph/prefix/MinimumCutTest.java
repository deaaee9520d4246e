package io.lntune.graph.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class MinimumCutTest {
  private static final int VERTICES = 7;

  @RepeatedTest(40)
  void noOtherDivisionIsCheaper(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    long[][] capacities = new long[VERTICES][VERTICES];
    MinimumCut cut = new MinimumCut();
    for (int i = 0; i < VERTICES; i++) {
      cut.vertex();
    }
    for (int from = 0; from < VERTICES; from++) {
      for (int to = 0; to < VERTICES; to++) {
        if (from != to && random.nextInt(3) > 0) {
          capacities[from][to] = random.nextInt(10);
          cut.edge(from, to, capacities[from][to]);
        }
      }
    }
    boolean[] side = cut.between(0, VERTICES - 1);
    assertNotNull(side);
    assertFalse(side[0]);
    assertTrue(side[VERTICES - 1]);
    long least = Long.MAX_VALUE;
    for (int set = 0; set < 1 << VERTICES; set++) {
      boolean[] other = new boolean[VERTICES];
      for (int i = 0; i < VERTICES; i++) {
        other[i] = (set >> i & 1) != 0;
      }
      if (!other[0] && other[VERTICES - 1]) {
        least = Math.min(least, cost(capacities, other));
      }
    }
    assertEquals(least, cost(capacities, side));
  }

  private static long cost(long[][] capacities, boolean[] side) {
    long cost = 0;
    for (int from = 0; from < VERTICES; from++) {
      for (int to = 0; to < VERTICES; to++) {
        cost += !side[from] && side[to] ? capacities[from][to] : 0;
      }
    }
    return cost;
  }

  @Test
  void ofEqualCutsItTakesTheOneNearestToTheSink() {
    MinimumCut cut = new MinimumCut();
    int source = cut.vertex();
    int between = cut.vertex();
    int sink = cut.vertex();
    cut.edge(source, between, 4);
    cut.edge(between, sink, 4);
    boolean[] side = cut.between(source, sink);
    assertNotNull(side);
    assertFalse(side[between]);
  }

  @Test
  void whatMustNotBeCutIsNotCut() {
    MinimumCut cut = new MinimumCut();
    int source = cut.vertex();
    int sink = cut.vertex();
    cut.edge(source, sink, MinimumCut.UNLIMITED);
    assertNull(cut.between(source, sink));
  }
}
