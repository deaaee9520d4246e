package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.DataType;
import org.junit.jupiter.api.Test;

final class GroupQueryLoweringTest {
  private static LoweringCheck grouped() {
    return prompt(
        LoweringCheck.microsoft(new LowerGroupQueryAttention(), "GroupQueryAttention")
            .floats("query", "B=2,S=5,64")
            .floats("key", "B=2,S=5,32")
            .floats("value", "B=2,S=5,32"));
  }

  private static LoweringCheck prompt(LoweringCheck check) {
    return check
        .absent()
        .absent()
        .values("seqlens_k", "B=2", DataType.INT32, 4, 4)
        .constant("total", "1", DataType.INT32, 5)
        .with("num_heads", 4)
        .with("kv_num_heads", 2);
  }

  @Test
  void grouped32WithPresent() {
    grouped().outputs("y", "present_key", "present_value").check();
    grouped().with("scale", 0.3f).check();
  }

  @Test
  void packedWithRotary() {
    for (int interleaved = 0; interleaved <= 1; interleaved++) {
      prompt(
              LoweringCheck.microsoft(new LowerGroupQueryAttention(), "GroupQueryAttention")
                  .floats("query", "B=2,S=5,128")
                  .absent()
                  .absent())
          .weight("cos", "9,8")
          .weight("sin", "9,8")
          .with("do_rotary", 1)
          .with("rotary_interleaved", interleaved)
          .outputs("y", "present_key", "present_value")
          .check();
    }
  }

  @Test
  void rotaryOfAPromptIgnoresPositionIds() {
    grouped()
        .weight("cos", "9,8")
        .weight("sin", "9,8")
        .values("at", "B=2,S=5", DataType.INT64, 0, 1, 2, 3, 4, 2, 3, 4, 5, 6)
        .with("do_rotary", 1)
        .check();
  }

  @Test
  void attentionBias() {
    grouped().absent().absent().absent().floats("bias", "B=2,1,S=5,S=5").check();
  }

  @Test
  void windowAndSoftcap() {
    grouped().with("local_window_size", 2).check();
    grouped().with("softcap", 1.5f).check();
  }

  @Test
  void pastOfUnknownLengthIsRefused() {
    LoweringCheck.microsoft(new LowerGroupQueryAttention(), "GroupQueryAttention")
        .floats("query", "2,5,64")
        .floats("key", "2,5,32")
        .floats("value", "2,5,32")
        .floats("past_key", "2,2,3,16")
        .floats("past_value", "2,2,3,16")
        .values("seqlens_k", "2", DataType.INT32, 4, 4)
        .constant("total", "1", DataType.INT32, 5)
        .with("num_heads", 4)
        .with("kv_num_heads", 2)
        .declines("earlier");
  }
}
