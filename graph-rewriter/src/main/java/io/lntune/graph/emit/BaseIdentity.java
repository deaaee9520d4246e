package io.lntune.graph.emit;

import io.lntune.graph.LntuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What identifies a base file.
 *
 * @param size bytes
 * @param sha256 lower-case hexadecimal digest of the content
 */
public record BaseIdentity(long size, String sha256) {
  private static final int CHUNK_BYTES = 1 << 20;

  /** Reads the file once. */
  public static BaseIdentity of(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
      return new BaseIdentity(channel.size(), HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The base model cannot be read: " + e.getMessage(),
              file.toString(),
              "Artefacts refer to the weights in the base model; put it back to this path.")
          .causedBy(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
