package io.lntune.graph.parse;

import io.lntune.graph.LntuneException;
import io.lntune.graph.file.AtomicWrite;
import io.lntune.graph.ir.Function;
import io.lntune.graph.ir.Model;
import io.lntune.graph.parse.proto.ModelProto;
import java.nio.file.Path;

/**
 * Writes ONNX files. Weights that are in files go from file to file and never to the heap. A model
 * that was read and not changed is written byte by byte as it was.
 */
public final class ModelWriter {
  /** The protobuf encoding and every reader of it end here. */
  private static final long MAX_MODEL_BYTES = Integer.MAX_VALUE;

  private static final String PRODUCER = "LNTune";

  private ModelWriter() {}

  /** Writes {@code model} to a file that does not exist yet; fails as the longer form. */
  public static void write(Model model, Path file) {
    write(model, file, WriteOptions.DEFAULT);
  }

  /**
   * Writes {@code model}; the file appears complete or not at all. External data files are referred
   * to, not written: those that the model keeps must be in the folder already, see {@link
   * ExternalFiles}.
   *
   * @throws LntuneException when the file exists and may not be replaced, cannot be written, would
   *     be beyond 2 GiB, or when the file that the model was read from has changed since
   */
  public static void write(Model model, Path file, WriteOptions options) {
    Pieces pieces = pieces(model, options);
    ExternalFiles.requireBeside(model, file, options);
    AtomicWrite.toFile(file, options.overwrite(), pieces::writeTo);
  }

  /** The bytes of a small model, for example one that is handed to a runtime. */
  public static byte[] toBytes(Model model, TensorPlacement placement) {
    return toBytes(model, WriteOptions.DEFAULT.withPlacement(placement));
  }

  /** The bytes of a small model. */
  public static byte[] toBytes(Model model, WriteOptions options) {
    return pieces(model, options).toBytes();
  }

  private static Pieces pieces(Model model, WriteOptions options) {
    ModelCarrier carrier = model.carrier() instanceof ModelCarrier known ? known : null;
    ModelProto old = carrier == null ? ModelProto.getDefaultInstance() : carrier.proto();
    ModelProto proto = proto(model, old, options);
    if (carrier != null) {
      carrier.stamp().check();
      if (proto.equals(old)) {
        return Pieces.ofFile(carrier.stamp().file(), carrier.stamp().size());
      }
    }
    Pieces pieces = PayloadSplicer.splice(proto.toByteArray());
    if (pieces.length() > MAX_MODEL_BYTES) {
      throw LntuneException.unsupported(
          "The model would take " + pieces.length() + " bytes; no ONNX file may exceed 2 GiB",
          "",
          "Keep its weights outside the model as external data.");
    }
    return pieces;
  }

  /** The model in the schema; {@code old} contributes what the graph does not model. */
  static ModelProto proto(Model model, ModelProto old, WriteOptions options) {
    GraphWriter graphs = new GraphWriter(options);
    FunctionWriter functions = new FunctionWriter(graphs);
    ModelProto.Builder builder = old.toBuilder().clearFunctions();
    builder.setIrVersion(model.irVersion()).setGraph(graphs.write(model.graph()));
    for (Function function : model.functions()) {
      builder.addFunctions(functions.write(function));
    }
    boolean isNew = model.carrier() == null && model.producerName().isEmpty();
    String producer = isNew ? PRODUCER : model.producerName();
    if (!builder.getProducerName().equals(producer)) {
      builder.setProducerName(producer);
    }
    if (!builder.getProducerVersion().equals(model.producerVersion())) {
      builder.setProducerVersion(model.producerVersion());
    }
    builder
        .clearOpsetImport()
        .addAllOpsetImport(Opsets.toProto(model.opsets(), old.getOpsetImportList()));
    if (!model.metadata().equals(StringEntries.toMap(old.getMetadataPropsList()))) {
      builder.clearMetadataProps().addAllMetadataProps(StringEntries.of(model.metadata()));
    }
    return builder.build();
  }
}
