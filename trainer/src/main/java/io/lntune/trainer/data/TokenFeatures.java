package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The naming convention of token models and what it lets us fill in. */
final class TokenFeatures {
  private static final String INPUT_IDS = "input_ids";
  private static final String ATTENTION_MASK = "attention_mask";
  private static final String TOKEN_TYPE_IDS = "token_type_ids";

  private TokenFeatures() {}

  static boolean isTokenIds(String name) {
    return name.endsWith(INPUT_IDS);
  }

  static boolean isAttentionMask(String name) {
    return name.endsWith(ATTENTION_MASK);
  }

  static boolean isTokenTypes(String name) {
    return name.endsWith(TOKEN_TYPE_IDS);
  }

  /** The token ids whose length a mask or token type follows, {@code decoder_} prefix included. */
  static Optional<String> tokenIdsOf(String name) {
    for (String suffix : new String[] {ATTENTION_MASK, TOKEN_TYPE_IDS}) {
      if (name.endsWith(suffix)) {
        return Optional.of(name.substring(0, name.length() - suffix.length()) + INPUT_IDS);
      }
    }
    return Optional.empty();
  }

  /** Name of the tokens that labels are copied from. */
  static String labelSource() {
    return INPUT_IDS;
  }

  /** Name of the mask that goes with {@link #labelSource()}. */
  static String labelMask() {
    return ATTENTION_MASK;
  }

  /** Overwrites labels with {@code ignoreIndex} wherever {@code mask} is 0; equal shapes. */
  static void ignoreMasked(NamedArray labels, NamedArray mask, long ignoreIndex) {
    if (labels.elementCount() != mask.elementCount()) {
      throw LntuneException.badInput(
          "'" + mask.name() + "' " + mask.shape() + " and the labels " + labels.shape() + " differ",
          "",
          "Give every token one mask value.");
    }
    DataType type = labels.type();
    ByteBuffer maskValues = mask.bytes();
    ByteBuffer values = labels.bytes();
    int width = type.bits() / Byte.SIZE;
    while (maskValues.hasRemaining()) {
      boolean masked =
          ElementType.isInteger(mask.type())
              ? ElementType.readLong(mask.type(), maskValues) == 0
              : ElementType.readDouble(mask.type(), maskValues) == 0;
      if (masked) {
        ElementType.writeLong(type, values, ignoreIndex);
      } else {
        values.position(values.position() + width);
      }
    }
  }
}
