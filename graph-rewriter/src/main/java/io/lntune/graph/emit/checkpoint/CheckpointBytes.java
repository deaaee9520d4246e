package io.lntune.graph.emit.checkpoint;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a checkpoint file, and what surrounds them. */
final class CheckpointBytes {
  /** Bytes 4 to 7 of every checkpoint. */
  static final String IDENTIFIER = "ODTC";

  /** The version that ONNX Runtime 1.19 to 1.28 demand. */
  static final int VERSION = 2;

  /** The root's offset and the identifier. */
  private static final int HEADER_BYTES = 8;

  /** Files below this are read; larger ones are mapped, which keeps them off the heap. */
  private static final long MAPPED_FROM = 64L << 20;

  private CheckpointBytes() {}

  static boolean isCheckpoint(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // A channel may deliver fewer bytes in one call.
      }
      return !header.hasRemaining() && hasIdentifier(header.flip());
    } catch (IOException e) {
      return false;
    }
  }

  /** The whole file, little-endian. */
  static ByteBuffer read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        throw damaged(file, "it has " + size + " bytes, more than 2 GiB");
      }
      ByteBuffer bytes =
          size < MAPPED_FROM
              ? ByteBuffer.wrap(Files.readAllBytes(file))
              : channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      if (bytes.remaining() < HEADER_BYTES || !hasIdentifier(bytes)) {
        throw LntuneException.badInput(
            "This is not a checkpoint of ONNX Runtime Training",
            file.toString(),
            "Pass the file that 'lntune emit' or ONNX Runtime's saveCheckpoint wrote.");
      }
      return bytes.order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The checkpoint cannot be read: " + e.getMessage(),
              file.toString(),
              "Check the path and its permissions.")
          .causedBy(e);
    }
  }

  private static boolean hasIdentifier(ByteBuffer bytes) {
    byte[] expected = IDENTIFIER.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < expected.length; i++) {
      if (bytes.get(HEADER_BYTES - expected.length + i) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the values of a checkpoint are that does not hold them itself. */
  static Path dataFile(Path checkpoint) {
    return checkpoint.toAbsolutePath().resolveSibling(checkpoint.getFileName() + ".data");
  }

  static LntuneException damaged(Path file, String detail) {
    return LntuneException.badInput(
        "The checkpoint is damaged: " + detail,
        file.toString(),
        "Use another checkpoint, or emit the artefacts again.");
  }
}
