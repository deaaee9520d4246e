package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A NumPy npz archive with stored or deflated entries. Headers are validated on opening; an array's
 * bytes are unpacked into direct memory when asked for, with the archive's checksum verified.
 */
public final class NpzFile implements ArrayFile {
  private static final String SUFFIX = ".npy";
  private static final int COPY_BYTES = 1 << 16;

  private final Path path;
  private final ZipFile archive;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
  private final Map<String, NpyHeader> headers = new LinkedHashMap<>();

  private NpzFile(Path path, ZipFile archive) {
    this.path = path;
    this.archive = archive;
  }

  /** Opens {@code path} with the default limits. */
  public static NpzFile open(Path path) {
    return open(path, NpzLimits.DEFAULT);
  }

  /** Opens {@code path}, reads all headers and refuses what is damaged or beyond {@code limits}. */
  public static NpzFile open(Path path, NpzLimits limits) {
    ZipFile archive = null;
    boolean opened = false;
    try {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      archive = new ZipFile(path.toFile());
      NpzFile file = new NpzFile(path, archive);
      file.readHeaders(limits);
      opened = true;
      return file;
    } catch (NoSuchFileException e) {
      throw LntuneException.badInput("No such file", path.toString(), "Check the path.")
          .causedBy(e);
    } catch (IOException e) {
      throw damaged(path, "The archive cannot be read: " + e.getMessage()).causedBy(e);
    } finally {
      if (!opened && archive != null) {
        closeQuietly(archive);
      }
    }
  }

  private void readHeaders(NpzLimits limits) throws IOException {
    long total = 0;
    Enumeration<? extends ZipEntry> all = archive.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      if (!entry.getName().endsWith(SUFFIX) || entry.getSize() < 0) {
        throw damaged(path, "The entry '" + entry.getName() + "' is not an npy array");
      }
      total = Math.addExact(total, entry.getSize());
      requireWithin(limits, total);
      String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
      if (entries.put(name, entry) != null) {
        throw damaged(path, "The array '" + name + "' occurs twice");
      }
      headers.put(name, readHeader(name, entry));
    }
  }

  private void requireWithin(NpzLimits limits, long total) throws IOException {
    if (total > limits.totalBytes()) {
      throw LntuneException.badInput(
          "The archive expands to more than " + limits.totalBytes() + " bytes",
          path.toString(),
          "Use safetensors, which is mapped instead of unpacked.");
    }
    if (total > limits.freeBytes() && total / limits.ratio() > Files.size(path)) {
      throw LntuneException.badInput(
          "The archive expands to more than " + limits.ratio() + " times its size",
          path.toString(),
          "If the data is trusted, store it without compression or as safetensors.");
    }
  }

  private NpyHeader readHeader(String name, ZipEntry entry) throws IOException {
    try (DataInputStream input = input(entry, new CRC32())) {
      NpyHeader header = NpyHeader.read(name, input, path.toString());
      if (header.headerBytes() + header.array().byteSize() != entry.getSize()) {
        throw damaged(
            path,
            "Array '"
                + name
                + "' has "
                + entry.getSize()
                + " bytes but its header needs "
                + (header.headerBytes() + header.array().byteSize()));
      }
      return header;
    }
  }

  // ZipFile, unlike ZipInputStream, does not compare checksums by itself.
  private DataInputStream input(ZipEntry entry, CRC32 checksum) throws IOException {
    InputStream stream = new CheckedInputStream(archive.getInputStream(entry), checksum);
    return new DataInputStream(new BufferedInputStream(stream, COPY_BYTES));
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public List<ArrayHeader> headers() {
    return headers.values().stream().map(NpyHeader::array).toList();
  }

  @Override
  public ByteRegion region(String name) {
    NpyHeader header = headers.get(name);
    ZipEntry entry = entries.get(name);
    if (header == null || entry == null) {
      throw new IllegalArgumentException(header(name).name());
    }
    CRC32 checksum = new CRC32();
    try (DataInputStream input = input(entry, checksum)) {
      input.skipNBytes(header.headerBytes());
      ByteRegion region = ByteRegion.allocate(header.array().byteSize(), ByteRegion.SEGMENT_BYTES);
      byte[] block = new byte[COPY_BYTES];
      for (ByteBuffer segment : region.segments()) {
        ByteBuffer target = segment.duplicate();
        while (target.hasRemaining()) {
          int count = Math.min(block.length, target.remaining());
          input.readFully(block, 0, count);
          target.put(block, 0, count);
        }
      }
      if (input.read() >= 0) {
        throw damaged(path, "Array '" + name + "' has more bytes than its header says");
      }
      if (checksum.getValue() != entry.getCrc()) {
        throw damaged(path, "Array '" + name + "' does not match its checksum");
      }
      return region;
    } catch (IOException e) {
      throw damaged(path, "Array '" + name + "' cannot be unpacked: " + e.getMessage()).causedBy(e);
    } catch (OutOfMemoryError e) {
      throw LntuneException.unsupported(
              "Array '" + name + "' does not fit into memory",
              path.toString(),
              "Raise -XX:MaxDirectMemorySize, or use safetensors, which is mapped.")
          .causedBy(e);
    }
  }

  @Override
  public void close() {
    closeQuietly(archive);
  }

  private static void closeQuietly(ZipFile archive) {
    try {
      archive.close();
    } catch (IOException readOnly) {
      // Nothing was written, so nothing can be lost.
      return;
    }
  }

  private static LntuneException damaged(Path path, String what) {
    return LntuneException.badInput(
        what, path.toString(), "The file is damaged or not npz; write it with numpy.savez.");
  }
}
