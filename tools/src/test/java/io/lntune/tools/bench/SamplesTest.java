package io.lntune.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  @Test
  void theMedianOfAnEvenCountIsTheMiddle() {
    assertEquals(2.5, new Samples(List.of(4.0, 1.0, 2.0, 3.0)).median());
    assertEquals(3.0, new Samples(List.of(9.0, 1.0, 3.0)).median());
  }

  /** The machine became twice as slow in the second round; each pair shows the same ratio. */
  @Test
  void ratiosPairWhatWasMeasuredTogether() {
    Samples own = new Samples(List.of(1.0, 2.0));
    Samples peer = new Samples(List.of(2.0, 4.0));
    assertEquals(List.of(0.5, 0.5), own.over(peer).values());
  }

  @Test
  void turnsChangeWhoBegins() {
    StringBuilder order = new StringBuilder();
    new Turns(3, () -> order.append('a').length(), () -> order.append('b').length());
    assertEquals("abbaab", order.toString());
  }
}
