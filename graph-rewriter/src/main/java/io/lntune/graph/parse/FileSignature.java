package io.lntune.graph.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Recognises what a file that is not an ONNX model is instead, from its first bytes. */
final class FileSignature {
  private static final String EXPORT = "Export the model to ONNX and pass the .onnx file.";
  private static final String DAMAGED =
      "Get the file again and compare its size with the original; or re-export the model.";

  /** What the file seems to be, and what to do. */
  record Guess(String what, String remedy) {}

  private FileSignature() {}

  /** The best guess for a file that could not be read as a model. */
  static Guess of(Path file) {
    byte[] head;
    try (InputStream stream = Files.newInputStream(file)) {
      head = stream.readNBytes(512);
    } catch (IOException e) {
      return new Guess("cannot be read", "Check that the file is readable.");
    }
    return of(head);
  }

  private static Guess of(byte[] head) {
    if (head.length == 0) {
      return new Guess("is empty", "The download or export was cut off; get the file again.");
    }
    if (starts(head, 0, "PK\u0003\u0004")) {
      return new Guess("is a zip archive, as PyTorch's .pt and .pth files are", EXPORT);
    }
    if ((head[0] & 0xFF) == 0x80 && head.length > 1 && head[1] >= 2 && head[1] <= 5) {
      return new Guess("is a Python pickle, as old PyTorch checkpoints are", EXPORT);
    }
    if (head.length > 8 && head[8] == '{' && head[6] == 0 && head[7] == 0) {
      return new Guess("is a safetensors file: weights without a graph", EXPORT);
    }
    if (starts(head, 0, "GGUF")) {
      return new Guess("is a GGUF file: weights without a graph", EXPORT);
    }
    if (starts(head, 1, "HDF\r\n")) {
      return new Guess("is an HDF5 file, as Keras writes them", EXPORT);
    }
    if (starts(head, 4, "TFL3")) {
      return new Guess("is a TensorFlow Lite model", EXPORT);
    }
    if (starts(head, 4, "ORTM")) {
      return new Guess(
          "is an ONNX Runtime .ort model", "Pass the .onnx file that it was converted from.");
    }
    if (starts(head, 0, "version https://git-lfs")) {
      return new Guess(
          "is a Git LFS pointer, not the model itself", "Run `git lfs pull` in its repository.");
    }
    if (starts(head, 0, "\u001F\u008B")) {
      return new Guess("is gzip-compressed", "Unpack it first.");
    }
    if (starts(head, 1, "NUMPY")) {
      return new Guess("is a NumPy array", EXPORT);
    }
    if (isText(head)) {
      return new Guess("is text: " + firstLine(head), EXPORT);
    }
    return new Guess("is damaged, cut off, or of another kind", DAMAGED);
  }

  private static boolean starts(byte[] head, int offset, String magic) {
    byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= offset + expected.length
        && Arrays.equals(head, offset, offset + expected.length, expected, 0, expected.length);
  }

  private static boolean isText(byte[] head) {
    for (byte each : head) {
      if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t') {
        return false;
      }
    }
    return head[0] >= ' ' || head[0] == '\n';
  }

  private static String firstLine(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8).strip();
    int end = text.indexOf('\n');
    String line = (end < 0 ? text : text.substring(0, end)).strip();
    return "'" + line.substring(0, Math.min(40, line.length())) + "'";
  }
}
