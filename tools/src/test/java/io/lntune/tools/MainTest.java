package io.lntune.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.tools.cli.Command;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MainTest {
  private static final List<String> STAGES =
      List.of("inspect", "tag", "doctor", "emit", "train", "eval", "merge", "diff", "parity");

  static Stream<Command> commands() {
    return Commands.all().stream();
  }

  @Test
  void withoutArgumentsTheCommandsAreListedInStageOrder() {
    Call call = Call.of().expect(0);
    int position = -1;
    for (String stage : STAGES) {
      int found = call.out().indexOf("\n  " + stage + " ");
      assertTrue(found > position, stage + " in\n" + call.out());
      position = found;
    }
    assertEquals("", call.err());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(Command command) {
    Call call = Call.of(command.name(), "--help").expect(0);
    assertTrue(call.out().contains("usage: lntune " + command.name() + " "), call.out());
    for (Option option : command.options().getOptions()) {
      assertTrue(call.out().contains("  --" + option.getLongOpt()), option + call.out());
    }
    assertTrue(call.out().contains("example:\n  lntune " + command.name()), call.out());
    assertEquals(call, Call.of("help", command.name()));
  }

  @Test
  void helpFitsATerminal() {
    for (Command command : Commands.all()) {
      for (String line : Call.of(command.name(), "--help").out().lines().toList()) {
        assertTrue(line.length() <= 100, line);
      }
    }
  }

  @Test
  void anUnknownCommandNamesTheNearest() {
    Call call = Call.of("isnpect", "model.onnx").expect(2);
    assertTrue(call.err().contains("There is no command 'isnpect'"), call.err());
    assertTrue(call.err().contains("Did you mean 'inspect'?"), call.err());
    assertEquals("", call.out());
  }

  @Test
  void aWordUnlikeAnyCommandIsNotGuessed() {
    assertFalse(Call.of("xyzzy").expect(2).err().contains("Did you mean"));
  }

  @Test
  void anUnknownOptionNamesTheNearest() {
    Call call = Call.of("parity", "--thread", "1", "folder").expect(2);
    assertTrue(call.err().contains("Did you mean --threads?"), call.err());
  }

  @Test
  void anOptionWithoutItsValueIsAUsageError() {
    assertTrue(Call.of("parity", "folder", "--threads").expect(2).err().contains("needs a value"));
  }

  @Test
  void anOptionGivenTwiceIsAUsageError() {
    Call call = Call.of("parity", "folder", "--threads", "1", "--threads", "2").expect(2);
    assertTrue(call.err().contains("--threads is given twice"), call.err());
  }

  @Test
  void missingAndSurplusArgumentsAreUsageErrors() {
    assertTrue(Call.of("inspect").expect(2).err().contains("MODEL or CHECKPOINT is missing"));
    assertTrue(Call.of("inspect", "a", "b").expect(2).err().contains("from 'b' on"));
    assertTrue(Call.of("diff", "a").expect(2).err().contains("TUNED is missing"));
  }

  @Test
  void failuresAreOneParagraphWithoutAStackTrace() {
    Call call = Call.of("inspect", "no-such-model.onnx").expect(3);
    List<String> lines = call.err().lines().toList();
    assertEquals(3, lines.size(), call.err());
    assertTrue(lines.get(0).startsWith("error: "));
    assertTrue(lines.get(1).startsWith("where: ") && lines.get(1).contains("no-such-model.onnx"));
    assertTrue(lines.get(2).startsWith("try: "));
  }

  @Test
  void verboseAddsTheStackTrace() {
    Call call = Call.of("inspect", "no-such-model.onnx", "--verbose").expect(3);
    assertTrue(call.err().contains("\tat io.lntune."), call.err());
  }

  @Test
  void versionIsPrinted() {
    assertTrue(Call.of("--version").expect(0).out().startsWith("lntune "));
  }
}
