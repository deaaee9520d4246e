package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file, validated on opening and mapped tensor by tensor on demand, so that its size
 * matters little. The file must not be truncated while it is in use.
 */
public final class SafetensorsFile implements ArrayFile {
  /** Longest accepted header in bytes, the limit that the format's own reader uses. */
  public static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = Long.BYTES;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      Path path, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /** Opens and validates {@code path}; a damaged file is an error that says what is wrong. */
  public static SafetensorsFile open(Path path) {
    FileChannel channel = null;
    boolean opened = false;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      SafetensorsFile file = read(path, channel);
      opened = true;
      return file;
    } catch (NoSuchFileException e) {
      throw LntuneException.badInput("No such file", path.toString(), "Check the path.")
          .causedBy(e);
    } catch (IOException e) {
      throw unreadable(path, e);
    } finally {
      if (!opened && channel != null) {
        closeQuietly(channel);
      }
    }
  }

  private static SafetensorsFile read(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw damaged(path, "The file has " + size + " bytes, too few for a safetensors header");
    }
    ByteBuffer lengthBytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(path, channel, lengthBytes, 0);
    long length = lengthBytes.getLong(0);
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw damaged(
          path,
          "The header claims "
              + Long.toUnsignedString(length)
              + " bytes; the limit is "
              + MAX_HEADER_BYTES);
    }
    if (length > size - LENGTH_BYTES) {
      throw damaged(path, "The header claims " + length + " bytes, more than the file has");
    }
    ByteBuffer text = ByteBuffer.allocate((int) length);
    readFully(path, channel, text, LENGTH_BYTES);
    long dataStart = LENGTH_BYTES + length;
    SafetensorsHeader header =
        SafetensorsHeader.parse(text.flip(), size - dataStart, path.toString());
    return new SafetensorsFile(path, channel, header, dataStart);
  }

  private static void readFully(Path path, FileChannel channel, ByteBuffer target, long start)
      throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target, start + target.position()) < 0) {
        throw damaged(path, "The file ends inside its header");
      }
    }
  }

  @Override
  public Path path() {
    return path;
  }

  /** The free-form string map of the header; empty when there is none. */
  public Map<String, String> metadata() {
    return Map.copyOf(header.metadata());
  }

  @Override
  public List<ArrayHeader> headers() {
    return header.entries().values().stream().map(SafetensorsHeader.Entry::header).toList();
  }

  @Override
  public ByteRegion region(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(header(name).name());
    }
    try {
      return ByteRegion.map(
          channel, Math.addExact(dataStart, entry.begin()), entry.end() - entry.begin());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The values of a {@code float} tensor as a copy on the heap. */
  public float[] floats(String name) {
    NamedArray array = array(name);
    if (array.type() != DataType.FLOAT) {
      throw damaged(path, "Tensor '" + name + "' is " + array.type().onnxName() + ", not float");
    }
    float[] values = new float[Math.toIntExact(array.elementCount())];
    array.floats().get(values);
    return values;
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException readOnly) {
      // Nothing was written, so nothing can be lost.
      return;
    }
  }

  private static LntuneException unreadable(Path path, IOException e) {
    return LntuneException.badInput(
            "Cannot read the file: " + e.getMessage(),
            path.toString(),
            "Check the path, its permissions and the disk.")
        .causedBy(e);
  }

  private static LntuneException damaged(Path path, String what) {
    return LntuneException.badInput(
        what, path.toString(), "The file is damaged or not safetensors; write it again.");
  }
}
