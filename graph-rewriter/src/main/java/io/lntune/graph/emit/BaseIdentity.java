package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * What identifies a base file. The digest is read at every start, so it is one that processors
 * compute at the speed of memory (CRC-32C, RFC 3720): it notices a file that was exchanged or
 * damaged; it is no protection against one that was forged.
 *
 * @param size bytes
 * @param digest scheme and value, {@code crc32c:} and eight lower-case hexadecimal digits
 */
public record BaseIdentity(long size, String digest) {
  private static final int CHUNK_BYTES = 1 << 20;

  /** Reads the file once. */
  public static BaseIdentity of(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      CRC32C digest = new CRC32C();
      ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
      return new BaseIdentity(
          channel.size(), String.format(Locale.ROOT, "crc32c:%08x", digest.getValue()));
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The base model cannot be read: " + e.getMessage(),
              file.toString(),
              "Artefacts refer to the weights in the base model; put it back to this path.")
          .causedBy(e);
    }
  }
}
