package io.lntune.trainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.LntuneException;
import io.lntune.trainer.data.SamplerState;
import io.lntune.trainer.optimizer.AdamWSettings;
import io.lntune.trainer.optimizer.ConstantSchedule;
import io.lntune.trainer.optimizer.CosineSchedule;
import io.lntune.trainer.optimizer.LearningRateSchedule;
import io.lntune.trainer.optimizer.LinearSchedule;
import io.lntune.trainer.optimizer.OptimizerSettings;
import io.lntune.trainer.optimizer.SgdSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StateJsonTest {
  private static StateJson state(LearningRateSchedule schedule, OptimizerSettings optimizer) {
    RunPosition position =
        new RunPosition(
            1L << 40,
            new SamplerState(Long.MIN_VALUE, 3, 4),
            schedule,
            optimizer,
            "00",
            Map.of("z", "1", "a", "\"quoted\""));
    return new StateJson(position, 12, Map.of("file", "hash"));
  }

  private static String text() {
    return state(new ConstantSchedule(0.1, 0), AdamWSettings.DEFAULT).write();
  }

  @Test
  void everySettingSurvivesTheRoundTrip() {
    List<LearningRateSchedule> schedules =
        List.of(
            new ConstantSchedule(0.1, 7),
            new LinearSchedule(1e-300, 1, 9),
            new CosineSchedule(1.0 / 3, 0, 5, 1.5));
    List<OptimizerSettings> optimizers =
        List.of(
            new AdamWSettings(0.1, 0.2, 0.3, 0.4),
            new SgdSettings(0.9, 0, true, 0.01),
            new SgdSettings(0.5, 0.25, false, 0));
    for (LearningRateSchedule schedule : schedules) {
      for (OptimizerSettings optimizer : optimizers) {
        StateJson written = state(schedule, optimizer);
        StateJson read = StateJson.read(written.write(), "here");
        assertEquals(written.position(), read.position());
        assertEquals(12, read.optimizerSteps());
        assertEquals(written.hashes(), read.hashes());
        assertEquals(written.write(), read.write());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"step\" : 1099511627776 | \"step\" : 1.5                | wrong type of 'step'",
        "\"step\" : 1099511627776 | \"steps\" : 1                 | lacks 'step'",
        "\"step\" : 1099511627776 | \"step\" : 99999999999999999999 | wrong type of 'step'",
        "\"kind\" : \"adamw\"     | \"kind\" : \"magic\"          | unknown value of 'kind'",
        "\"kind\" : \"constant\"  | \"kind\" : \"magic\"          | unknown value of 'kind'",
        "\"beta1\" : 0.9          | \"beta1\" : \"0.9\"           | wrong type of 'beta1'",
        "\"beta1\" : 0.9          | \"beta1\" : 7                 | beta1 of AdamW is 7",
        "\"z\" : \"1\"            | \"z\" : 1                     | wrong type of 'z'",
        "\"format_version\" : 1   | \"format_version\" : 2        | format version 2",
        "\"epoch\" : 3            | \"epoch\" : 3, \"epoch\" : 3  | not valid JSON",
      })
  void refusesWhatItWouldNotWrite(String from, String to, String reason) {
    String changed = text().replace(from, to);
    assertTrue(!changed.equals(text()), from);
    LntuneException failure =
        assertThrows(LntuneException.class, () -> StateJson.read(changed, "here"));
    assertTrue(failure.what().contains(reason), failure.what());
  }

  @Test
  void refusesTextThatIsNotAnObject() {
    for (String text : List.of("", "[]", "1", "{", text() + "{}")) {
      assertThrows(LntuneException.class, () -> StateJson.read(text, "here"), text);
    }
  }
}
