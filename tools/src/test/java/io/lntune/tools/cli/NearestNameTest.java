package io.lntune.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestNameTest {
  private static final List<String> NAMES = List.of("inspect", "tag", "emit", "train", "merge");

  @ParameterizedTest
  @CsvSource({
    "inspct, inspect",
    "trian, train",
    "INSPECT, inspect",
    "mergee, merge",
    "ins, inspect"
  })
  void slipsAreRecognised(String typed, String meant) {
    assertEquals(Optional.of(meant), NearestName.to(typed, NAMES));
  }

  @Test
  void halfOfTheLettersMustBeRight() {
    assertEquals(Optional.empty(), NearestName.to("tga", NAMES));
    assertEquals(Optional.empty(), NearestName.to("quantize", NAMES));
  }

  @Test
  void withoutNamesThereIsNoGuess() {
    assertEquals(Optional.empty(), NearestName.to("tag", List.of()));
  }
}
