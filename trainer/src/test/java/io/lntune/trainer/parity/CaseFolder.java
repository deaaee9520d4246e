package io.lntune.trainer.parity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lntune.trainer.data.ArrayHeader;
import io.lntune.trainer.data.NamedArray;
import io.lntune.trainer.data.SafetensorsFile;
import io.lntune.trainer.data.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A copy of a parity case that a test may damage. */
final class CaseFolder {
  static final Path CORPUS = Path.of(System.getProperty("lntune.models"), "parity");

  private static final String REFERENCE = "reference.safetensors";
  private static final String META = "meta.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;

  private CaseFolder(Path path) {
    this.path = path;
  }

  static CaseFolder copy(String name, Path target) throws IOException {
    Files.createDirectories(target);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(CORPUS.resolve(name))) {
      for (Path file : files) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return new CaseFolder(target);
  }

  Path path() {
    return path;
  }

  /** Replaces a reference tensor, or drops it when {@code replacement} is empty. */
  void replace(String tensor, List<NamedArray> replacement) {
    Path file = path.resolve(REFERENCE);
    List<NamedArray> arrays = new ArrayList<>(replacement);
    try (SafetensorsFile reference = SafetensorsFile.open(file)) {
      for (ArrayHeader header : reference.headers()) {
        if (!header.name().equals(tensor)) {
          arrays.add(reference.array(header.name()));
        }
      }
      SafetensorsWriter.write(file, true, Map.of(), arrays);
    }
  }

  /** Adds {@code change} to the last element of a reference tensor. */
  void disturb(String tensor, float change) {
    NamedArray changed;
    try (SafetensorsFile reference = SafetensorsFile.open(path.resolve(REFERENCE))) {
      NamedArray array = reference.array(tensor);
      double[] numbers = Numbers.of(array);
      float[] values = new float[numbers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) numbers[i];
      }
      values[values.length - 1] += change;
      changed = NamedArray.ofFloats(tensor, values, array.sizes());
    }
    replace(tensor, List.of(changed));
  }

  void changeMeta(Consumer<ObjectNode> change) throws IOException {
    Path file = path.resolve(META);
    ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
    change.accept(root);
    JSON.writeValue(file.toFile(), root);
  }
}
