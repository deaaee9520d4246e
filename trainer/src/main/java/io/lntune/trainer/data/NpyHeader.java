package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an npy array: format version 1, 2 or 3, little-endian numbers or bool, C order.
 * Source: the NumPy enhancement proposal on the npy format.
 *
 * @param array name, type and shape
 * @param headerBytes bytes before the first element
 */
record NpyHeader(ArrayHeader array, int headerBytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** A header needs less than 200 bytes; NumPy itself refuses more than 10,000. */
  private static final int MAX_TEXT_BYTES = 10_000;

  private static final int MAX_RANK = 64;

  // Possessive throughout: a hostile header cannot make the match slow.
  private static final Pattern DICTIONARY =
      Pattern.compile(
          "\\{\\s*+'descr'\\s*+:\\s*+'([^']*+)'\\s*+,"
              + "\\s*+'fortran_order'\\s*+:\\s*+(True|False)\\s*+,"
              + "\\s*+'shape'\\s*+:\\s*+\\(([0-9,\\sL]*+)\\)\\s*+,?+\\s*+\\}\\s*+");
  private static final Pattern COMMA = Pattern.compile(",");

  private static final Map<String, DataType> TYPES =
      Map.ofEntries(
          Map.entry("|b1", DataType.BOOL),
          Map.entry("|i1", DataType.INT8),
          Map.entry("|u1", DataType.UINT8),
          Map.entry("<i2", DataType.INT16),
          Map.entry("<u2", DataType.UINT16),
          Map.entry("<i4", DataType.INT32),
          Map.entry("<u4", DataType.UINT32),
          Map.entry("<i8", DataType.INT64),
          Map.entry("<u8", DataType.UINT64),
          Map.entry("<f2", DataType.FLOAT16),
          Map.entry("<f4", DataType.FLOAT),
          Map.entry("<f8", DataType.DOUBLE));

  /** Reads the header of the array {@code name} from the start of {@code input}. */
  static NpyHeader read(String name, DataInputStream input, String where) throws IOException {
    try {
      byte[] magic = new byte[MAGIC.length];
      input.readFully(magic);
      if (!Arrays.equals(magic, MAGIC)) {
        throw damaged("Array '" + name + "' does not begin as an npy array", where);
      }
      int version = input.readUnsignedByte();
      int minor = input.readUnsignedByte();
      if (version < 1 || version > 3 || minor != 0) {
        throw LntuneException.unsupported(
            "Array '" + name + "' has npy format version " + version + "." + minor,
            where,
            "Save it with numpy.savez, which writes version 1, 2 or 3.");
      }
      int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
      byte[] length = new byte[Integer.BYTES];
      input.readFully(length, 0, lengthBytes);
      long textBytes =
          Integer.toUnsignedLong(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt());
      if (textBytes > MAX_TEXT_BYTES) {
        throw damaged(
            "Array '"
                + name
                + "' has a header of "
                + textBytes
                + " bytes; the limit is "
                + MAX_TEXT_BYTES,
            where);
      }
      byte[] text = new byte[(int) textBytes];
      input.readFully(text);
      Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      return new NpyHeader(
          parse(name, new String(text, charset), where),
          MAGIC.length + 2 + lengthBytes + (int) textBytes);
    } catch (EOFException e) {
      throw damaged("Array '" + name + "' ends inside its header", where).causedBy(e);
    }
  }

  private static ArrayHeader parse(String name, String text, String where) {
    Matcher dictionary = DICTIONARY.matcher(text);
    if (!dictionary.matches()) {
      throw LntuneException.unsupported(
          "Array '" + name + "' has a header that is not one of plain numbers: " + text.strip(),
          where,
          "Save an array with one number type, not a record or object array.");
    }
    DataType type = type(name, dictionary.group(1), where);
    long[] sizes = sizes(name, dictionary.group(3), where);
    if (dictionary.group(2).equals("True") && sizes.length > 1) {
      throw LntuneException.unsupported(
          "Array '" + name + "' is stored in Fortran (column-major) order",
          where,
          "Save numpy.ascontiguousarray(" + name + ") instead.");
    }
    ArrayHeader header = new ArrayHeader(name, type, Shape.of(sizes));
    try {
      Math.addExact(header.byteSize(), MAX_TEXT_BYTES);
    } catch (ArithmeticException e) {
      throw damaged("Array '" + name + "' has an impossibly large shape", where).causedBy(e);
    }
    return header;
  }

  private static DataType type(String name, String description, String where) {
    DataType type = TYPES.get(description);
    // NumPy writes '|' for one-byte types; some writers put a byte order there too.
    if (type == null && description.length() == 3 && description.endsWith("1")) {
      type = TYPES.get("|" + description.substring(1));
    }
    if (type == null) {
      String remedy =
          description.startsWith(">")
              ? "Save it in little-endian order: array.astype(array.dtype.newbyteorder('<'))."
              : "Save it as float16, float32, float64, bool or an integer type.";
      throw LntuneException.unsupported(
          "Array '" + name + "' has the element type '" + description + "'", where, remedy);
    }
    return type;
  }

  private static long[] sizes(String name, String tuple, String where) {
    try {
      long[] sizes =
          COMMA
              .splitAsStream(tuple)
              .map(String::strip)
              .filter(size -> !size.isEmpty())
              .mapToLong(size -> Long.parseLong(size.endsWith("L") ? chop(size) : size))
              .toArray();
      if (sizes.length > MAX_RANK) {
        throw damaged("Array '" + name + "' has " + sizes.length + " axes", where);
      }
      return sizes;
    } catch (NumberFormatException e) {
      throw damaged("Array '" + name + "' has an unreadable shape (" + tuple + ")", where)
          .causedBy(e);
    }
  }

  // Python 2 wrote long integers with a trailing L.
  private static String chop(String size) {
    return size.substring(0, size.length() - 1);
  }

  private static LntuneException damaged(String what, String where) {
    return LntuneException.badInput(what, where, "The file is damaged; write it again.");
  }
}
