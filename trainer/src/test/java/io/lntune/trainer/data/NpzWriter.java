package io.lntune.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds npz archives, well formed or not, byte by byte. */
final class NpzWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream archive = new ZipOutputStream(bytes);

  NpzWriter array(String name, int version, String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer content =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    content.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    content.put((byte) version).put((byte) 0);
    if (version == 1) {
      content.putShort((short) text.length);
    } else {
      content.putInt(text.length);
    }
    content.put(text).put(data);
    byte[] entry = new byte[content.position()];
    content.get(0, entry);
    return entry(name + ".npy", entry);
  }

  NpzWriter entry(String name, byte[] content) throws IOException {
    archive.putNextEntry(new ZipEntry(name));
    archive.write(content);
    archive.closeEntry();
    return this;
  }

  Path write(Path folder) throws IOException {
    archive.close();
    return Files.write(folder.resolve("made.npz"), bytes.toByteArray());
  }
}
