package io.lntune.graph.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lntune.graph.ir.FileRegion;
import io.lntune.graph.ir.Model;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.parse.proto.GraphProto;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.TensorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model several times as large as the heap is read, changed and written. */
class HeapBoundTest {
  private static final int ELEMENTS = 75_000_000;
  private static final String HEAP = "-Xmx64m";

  @TempDir Path folder;

  @Test
  void aModelOf300MegabytesFitsASmallHeap() throws Exception {
    Path file = folder.resolve("large.onnx");
    writeSparse(file);
    Path copy = folder.resolve("copy.onnx");
    Path log = folder.resolve("log.txt");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                HeapBoundTest.class.getName(),
                file.toString(),
                copy.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = child.waitFor(2, TimeUnit.MINUTES);
    child.destroyForcibly();
    assertTrue(ended);
    assertEquals(0, child.exitValue(), () -> read(log));
    Tensor tensor = ModelReader.read(copy).graph().initializers().iterator().next().initializer();
    assertEquals(4L * ELEMENTS, ((FileRegion) tensor.content()).length());
  }

  /** The child process: reads, changes and writes. */
  public static void main(String[] arguments) {
    Model model = ModelReader.read(Path.of(arguments[0]));
    model.metadata().put("changed", "yes");
    ModelWriter.write(model, Path.of(arguments[1]));
  }

  /** Writes a model by hand, since building it with the schema would need the heap. */
  private static void writeSparse(Path file) throws IOException {
    byte[] head =
        TensorProto.newBuilder()
            .addDims(ELEMENTS)
            .setDataType(1)
            .setName("w")
            .build()
            .toByteArray();
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    tensor.write(head);
    Varints.put(TensorProto.RAW_DATA_FIELD_NUMBER << 3 | 2, tensor);
    Varints.put(4L * ELEMENTS, tensor);
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    Varints.put(GraphProto.INITIALIZER_FIELD_NUMBER << 3 | 2, graph);
    Varints.put(tensor.size() + 4L * ELEMENTS, graph);
    tensor.writeTo(graph);
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    model.write(TestModels.model(GraphProto.newBuilder()).clearGraph().build().toByteArray());
    Varints.put(ModelProto.GRAPH_FIELD_NUMBER << 3 | 2, model);
    Varints.put(graph.size() + 4L * ELEMENTS, model);
    graph.writeTo(model);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(model.toByteArray()));
      channel.write(ByteBuffer.allocate(1), model.size() + 4L * ELEMENTS - 1);
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
