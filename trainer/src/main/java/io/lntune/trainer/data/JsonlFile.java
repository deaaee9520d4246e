package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The lines of a JSON Lines file, found once and read on demand: memory grows by 20 bytes a line,
 * whatever the lines hold. Blank lines and a byte order mark at the start are skipped.
 */
public final class JsonlFile implements AutoCloseable {
  private static final int SCAN_BYTES = 1 << 16;
  private static final int BYTE_ORDER_MARK_BYTES = 3;

  private final Path path;
  private final FileChannel channel;
  private final int maxLineBytes;
  private long[] starts = new long[1024];
  private int[] lengths = new int[1024];
  private long[] lineNumbers = new long[1024];
  private int lines;
  private ByteBuffer line = ByteBuffer.allocate(SCAN_BYTES);

  private JsonlFile(Path path, FileChannel channel, int maxLineBytes) {
    this.path = path;
    this.channel = channel;
    this.maxLineBytes = maxLineBytes;
  }

  /** Opens {@code path} and finds its lines; one longer than {@code maxLineBytes} is an error. */
  public static JsonlFile open(Path path, int maxLineBytes) {
    FileChannel channel = null;
    boolean opened = false;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      JsonlFile file = new JsonlFile(path, channel, maxLineBytes);
      file.findLines();
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

  private void findLines() throws IOException {
    ByteBuffer block = ByteBuffer.allocate(SCAN_BYTES);
    long blockStart = 0;
    long lineStart = 0;
    long lineNumber = 1;
    boolean blank = true;
    while (channel.read(block, blockStart) > 0) {
      block.flip();
      for (int i = 0; i < block.limit(); i++) {
        byte value = block.get(i);
        long position = blockStart + i;
        if (value == '\n') {
          add(lineStart, position, lineNumber, blank);
          lineStart = position + 1;
          lineNumber++;
          blank = true;
        } else if (blank && !isSpace(value) && !isByteOrderMark(value, position)) {
          blank = false;
        }
        if (position - lineStart >= maxLineBytes) {
          throw tooLong(lineNumber);
        }
      }
      blockStart += block.limit();
      block.clear();
    }
    add(lineStart, blockStart, lineNumber, blank);
  }

  // U+FEFF in UTF-8; a file of nothing but the mark has no example.
  private static boolean isByteOrderMark(byte value, long position) {
    return position < BYTE_ORDER_MARK_BYTES
        && value == (byte) (position == 0 ? 0xef : position == 1 ? 0xbb : 0xbf);
  }

  private static boolean isSpace(byte value) {
    return value == ' ' || value == '\t' || value == '\r';
  }

  private void add(long start, long end, long lineNumber, boolean blank) {
    if (blank) {
      return;
    }
    if (lines == starts.length) {
      int capacity = Math.multiplyExact(lines, 2);
      starts = Arrays.copyOf(starts, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
      lineNumbers = Arrays.copyOf(lineNumbers, capacity);
    }
    starts[lines] = start;
    lengths[lines] = (int) (end - start);
    lineNumbers[lines] = lineNumber;
    lines++;
  }

  private LntuneException tooLong(long lineNumber) {
    return LntuneException.badInput(
        "The line has more than " + maxLineBytes + " bytes",
        path + ", line " + lineNumber,
        "Write one example a line, or raise the line limit.");
  }

  public Path path() {
    return path;
  }

  /** Number of lines that are not blank. */
  public int size() {
    return lines;
  }

  /** Where an example stands, for messages: the file and its line, counted from 1. */
  public String where(int example) {
    return path + ", line " + lineNumbers[example];
  }

  /** The bytes of one line, in memory that the next call overwrites. */
  public ByteBuffer line(int example) {
    int length = lengths[example];
    if (line.capacity() < length) {
      line = ByteBuffer.allocate(Math.max(length, (int) Math.min(maxLineBytes, 2L * length)));
    }
    line.clear().limit(length);
    try {
      while (line.hasRemaining()) {
        if (channel.read(line, starts[example] + line.position()) < 0) {
          throw LntuneException.badInput(
              "The file became shorter while it was in use",
              where(example),
              "Do not write to the data during training.");
        }
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    line.flip();
    if (starts[example] == 0 && length >= BYTE_ORDER_MARK_BYTES && line.get(0) == (byte) 0xef) {
      line.position(BYTE_ORDER_MARK_BYTES);
    }
    return line;
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
}
