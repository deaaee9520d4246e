package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The naming convention of token models and what it lets us fill in. */
final class TokenFeatures {
  private static final String INPUT_IDS = "input_ids";
  private static final String ATTENTION_MASK = "attention_mask";
  private static final String TOKEN_TYPE_IDS = "token_type_ids";
  private static final String POSITION_IDS = "position_ids";
  private static final String CACHE_POSITION = "cache_position";
  private static final List<String> LENGTHS =
      List.of(INPUT_IDS, "inputs_embeds", "hidden_states", "input_values");
  private static final Pattern PAST = Pattern.compile("past([._].*)?|.*past_key_value.*");

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

  static boolean isPositions(String name) {
    return name.endsWith(POSITION_IDS) || name.equals(CACHE_POSITION);
  }

  /** Keys and values of earlier positions, as exporters call them. */
  static boolean isPast(String name) {
    return PAST.matcher(name).matches();
  }

  /** Keys and values that a decoder would have to take from the encoder. */
  static boolean isCrossAttention(String name) {
    return name.contains(".encoder.") || name.contains("cross");
  }

  /** How many of the last positions get scores. */
  static boolean isLogitCount(String name) {
    return name.endsWith("logits_to_keep");
  }

  /** The token ids whose length a mask or token type follows, {@code decoder_} prefix included. */
  static Optional<String> tokenIdsOf(String name) {
    return name.endsWith(ATTENTION_MASK) || name.endsWith(TOKEN_TYPE_IDS)
        ? Optional.of(lengthsOf(name).get(0))
        : Optional.empty();
  }

  /** Features whose second axis is as long as that of {@code name}, the likeliest first. */
  static List<String> lengthsOf(String name) {
    String prefix = prefix(name);
    return LENGTHS.stream().map(suffix -> prefix + suffix).toList();
  }

  /** The mask over the tokens that the positions {@code name} count. */
  static String maskOf(String name) {
    return prefix(name) + ATTENTION_MASK;
  }

  /** What stands before the part that says what a token feature is, such as {@code decoder_}. */
  private static String prefix(String name) {
    for (String suffix : List.of(ATTENTION_MASK, TOKEN_TYPE_IDS, POSITION_IDS, CACHE_POSITION)) {
      if (name.endsWith(suffix)) {
        return name.substring(0, name.length() - suffix.length());
      }
    }
    return "";
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
