package io.lntune.trainer.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lntune.graph.ir.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The numbers of one field of one example, with the sizes of the lists they stand in, in the
 * element type that the model wants. Memory is kept from one example to the next.
 */
final class JsonValues {
  private static final int MAX_DEPTH = 8;

  // Beyond 2^53 a decimal fraction in JSON no longer says which integer is meant.
  private static final double LARGEST_EXACT = 0x1p53;

  private final DataType type;
  private final long[] sizes = new long[MAX_DEPTH + 1];
  private ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
  private int rank;
  private boolean present;

  JsonValues(DataType type) {
    this.type = type;
  }

  /** Forgets the last example. */
  void clear() {
    present = false;
    bytes.clear();
    rank = -1;
    Arrays.fill(sizes, -1);
  }

  boolean isPresent() {
    return present;
  }

  /** 0 for a number, 1 for a list, 2 for a list of lists. */
  int rank() {
    return rank;
  }

  long size(int axis) {
    return sizes[axis];
  }

  /** The elements, ready to be read. */
  ByteBuffer elements() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip();
  }

  /**
   * Reads the value at the parser's current token.
   *
   * @throws JsonFieldException when it is not a number or a rectangular nesting of numbers
   */
  void read(JsonParser json) throws IOException, JsonFieldException {
    clear();
    present = true;
    readNested(json, 0);
    int depth = 0;
    while (sizes[depth] >= 0) {
      depth++;
    }
    if (rank < 0) {
      rank = depth;
    } else if (rank != depth) {
      throw new JsonFieldException("mixes numbers and lists");
    }
  }

  private void readNested(JsonParser json, int depth) throws IOException, JsonFieldException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      if (rank >= 0 && rank != depth) {
        throw new JsonFieldException("mixes numbers and lists");
      }
      rank = depth;
      append(json);
      return;
    }
    if (depth == MAX_DEPTH) {
      throw new JsonFieldException("is nested more than " + MAX_DEPTH + " lists deep");
    }
    long count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      readNested(json, depth + 1);
      count++;
    }
    if (sizes[depth] >= 0 && sizes[depth] != count) {
      throw new JsonFieldException(
          "has inner lists of different lengths, " + sizes[depth] + " and " + count);
    }
    sizes[depth] = count;
  }

  private void append(JsonParser json) throws IOException, JsonFieldException {
    int width = type.bits() / Byte.SIZE;
    if (bytes.remaining() < width) {
      ByteBuffer larger = ByteBuffer.allocate(Math.multiplyExact(bytes.capacity(), 2));
      bytes = larger.order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
    }
    boolean held =
        switch (json.currentToken()) {
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              ElementType.isInteger(type)
                  ? ElementType.writeLong(type, bytes, integer(json))
                  : ElementType.writeDouble(type, bytes, finite(json));
          case VALUE_TRUE, VALUE_FALSE -> {
            if (type != DataType.BOOL) {
              throw new JsonFieldException(
                  "holds " + json.getText() + " but the model wants " + type.onnxName());
            }
            yield ElementType.writeLong(
                type, bytes, json.currentToken() == JsonToken.VALUE_TRUE ? 1 : 0);
          }
          default ->
              throw new JsonFieldException(
                  "holds " + json.currentToken().asString() + " where a number is needed");
        };
    if (!held) {
      throw new JsonFieldException(
          "has the value " + json.getText() + ", which does not fit " + type.onnxName());
    }
  }

  private long integer(JsonParser json) throws IOException, JsonFieldException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw new JsonFieldException("has a number with too many digits: " + json.getText());
      }
      return json.getLongValue();
    }
    double value = json.getDoubleValue();
    if (value != Math.rint(value) || Math.abs(value) > LARGEST_EXACT) {
      throw new JsonFieldException(
          "has the value " + json.getText() + " but the model wants " + type.onnxName());
    }
    return (long) value;
  }

  private static double finite(JsonParser json) throws IOException, JsonFieldException {
    double value = json.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw new JsonFieldException("has a number beyond all types: " + json.getText());
    }
    return value;
  }
}
