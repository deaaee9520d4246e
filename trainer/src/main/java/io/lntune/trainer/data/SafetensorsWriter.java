package io.lntune.trainer.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicWrite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes safetensors files: bytes go from each array's own buffer to the file without a copy. The
 * same arrays give the same file: wide elements come first, so that all stay aligned, then names in
 * order.
 */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * Writes {@code path} in one atomic step, so that a file that is still mapped may be replaced.
   *
   * @throws LntuneException when the file exists and {@code overwrite} is false, when it cannot be
   *     written, or when an element type has no safetensors name
   */
  public static void write(
      Path path, boolean overwrite, Map<String, String> metadata, List<NamedArray> arrays) {
    AtomicWrite.toFile(path, overwrite, channel -> write(channel, metadata, arrays));
  }

  /** Writes a whole file's content at the position of {@code channel}. */
  public static void write(
      FileChannel channel, Map<String, String> metadata, List<NamedArray> arrays)
      throws IOException {
    List<NamedArray> ordered = new ArrayList<>(arrays);
    ordered.sort(
        Comparator.comparingInt((NamedArray array) -> -array.type().bits())
            .thenComparing(NamedArray::name));
    byte[] header = header(metadata, ordered);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    AtomicWrite.writeFully(channel, length.putLong(0, header.length));
    AtomicWrite.writeFully(channel, ByteBuffer.wrap(header));
    for (NamedArray array : ordered) {
      AtomicWrite.writeFully(channel, array.bytes());
    }
  }

  private static byte[] header(Map<String, String> metadata, List<NamedArray> arrays)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      writeEntries(json, arrays);
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    if (bytes.size() > SafetensorsFile.MAX_HEADER_BYTES) {
      throw LntuneException.unsupported(
          "The safetensors header would be longer than "
              + SafetensorsFile.MAX_HEADER_BYTES
              + " bytes",
          "",
          "Write fewer tensors into one file.");
    }
    return bytes.toByteArray();
  }

  private static void writeEntries(JsonGenerator json, List<NamedArray> arrays) throws IOException {
    Set<String> names = new HashSet<>();
    long offset = 0;
    for (NamedArray array : arrays) {
      if (!names.add(array.name()) || array.name().equals("__metadata__")) {
        throw new IllegalArgumentException("tensor name '" + array.name() + "' is not free");
      }
      requireEncodable(array.name());
      json.writeObjectFieldStart(array.name());
      json.writeStringField("dtype", typeName(array));
      json.writeArrayFieldStart("shape");
      for (long size : array.sizes()) {
        json.writeNumber(size);
      }
      json.writeEndArray();
      long end = Math.addExact(offset, array.bytes().remaining());
      json.writeArrayFieldStart("data_offsets");
      json.writeNumber(offset);
      json.writeNumber(end);
      json.writeEndArray();
      json.writeEndObject();
      offset = end;
    }
  }

  private static String typeName(NamedArray array) {
    return SafetensorsType.name(array.type())
        .orElseThrow(
            () ->
                LntuneException.unsupported(
                    "safetensors has no element type " + array.type().onnxName(),
                    array.name(),
                    "Convert the tensor first."));
  }

  private static void requireEncodable(String name) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw LntuneException.unsupported(
          "A tensor name is not valid Unicode text", name, "Rename the tensor.");
    }
  }
}
