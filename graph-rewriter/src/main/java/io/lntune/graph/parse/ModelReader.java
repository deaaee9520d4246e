package io.lntune.graph.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lntune.graph.LntuneException;
import io.lntune.graph.ir.Model;
import io.lntune.graph.parse.proto.FunctionProto;
import io.lntune.graph.parse.proto.ModelProto;
import io.lntune.graph.parse.proto.TrainingInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads ONNX files of any size without taking their weights to the heap, and without trusting them:
 * whatever is in the file, the result is a consistent model or a {@link LntuneException}.
 */
public final class ModelReader {
  /** Opset imports are required since this version of the format. */
  private static final long FIRST_IR_WITH_OPSETS = 3;

  private ModelReader() {}

  /** Reads {@code file} within {@link Limits#DEFAULT}. */
  public static Model read(Path file) {
    return read(file, Limits.DEFAULT);
  }

  /**
   * Reads {@code file} and locates its external data.
   *
   * @throws LntuneException when the file is missing, is not an ONNX model, contradicts itself,
   *     refers to data outside its folder, or goes beyond {@code limits}
   */
  public static Model read(Path file, Limits limits) {
    return read(file, new ReadContext(file.toAbsolutePath(), limits));
  }

  /**
   * Reads {@code file}, whose external data is relative to {@code dataFolder} instead of its own;
   * fails as the other forms.
   */
  public static Model read(Path file, Path dataFolder) {
    return read(
        file, new ReadContext(file.toAbsolutePath(), dataFolder.toAbsolutePath(), Limits.DEFAULT));
  }

  private static Model read(Path file, ReadContext context) {
    Path absolute = context.file();
    if (Files.isDirectory(absolute)) {
      throw LntuneException.badInput(
          "This is a folder, not a model", file.toString(), "Pass the .onnx file inside it.");
    }
    try {
      FileStamp stamp = FileStamp.of(absolute);
      ModelProto proto = parse(absolute, context.limits());
      return convert(proto, stamp, context);
    } catch (NoSuchFileException e) {
      throw LntuneException.badInput(
              "The model file does not exist", file.toString(), "Check the path.")
          .causedBy(e);
    } catch (IOException e) {
      throw LntuneException.badInput(
              "The model file cannot be read: " + e.getMessage(),
              file.toString(),
              "Check its permissions and the disk.")
          .causedBy(e);
    }
  }

  private static ModelProto parse(Path file, Limits limits) throws IOException {
    ByteString skeleton;
    try (FileBytes bytes = new FileBytes(file)) {
      String where = file.toString();
      skeleton = new WireScanner(bytes, PayloadMarker.spell(file), limits, where).scan();
    } catch (DamagedFileException e) {
      throw notAModel(file, String.valueOf(e.getMessage())).causedBy(e);
    }
    CodedInputStream input = skeleton.newCodedInput();
    input.enableAliasing(true);
    input.setRecursionLimit(limits.maxDepth());
    ModelProto proto;
    try {
      proto = ModelProto.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      if (String.valueOf(e.getMessage()).contains("too many levels of nesting")) {
        throw Limits.exceeded("maxDepth", limits.maxDepth(), file.toString()).causedBy(e);
      }
      throw notAModel(file, String.valueOf(e.getMessage())).causedBy(e);
    }
    if (!proto.hasGraph() || !proto.hasIrVersion()) {
      throw notAModel(file, "it has no " + (proto.hasGraph() ? "ir_version" : "graph"));
    }
    return proto;
  }

  private static LntuneException notAModel(Path file, String detail) {
    FileSignature.Guess guess = FileSignature.of(file);
    return LntuneException.badInput(
        "Not an ONNX model: the file " + guess.what() + " [" + detail + "]",
        file.toString(),
        guess.remedy());
  }

  private static Model convert(ModelProto proto, FileStamp stamp, ReadContext context) {
    if (proto.getIrVersion() >= FIRST_IR_WITH_OPSETS && proto.getOpsetImportCount() == 0) {
      throw context.malformed("The model imports no opset; the file may be cut off", "model");
    }
    GraphReader graphs = new GraphReader(context);
    Model model = new Model(graphs.read(proto.getGraph(), null));
    model.setIrVersion(proto.getIrVersion());
    model.setProducer(proto.getProducerName(), proto.getProducerVersion());
    model.opsets().putAll(Opsets.toMap(proto.getOpsetImportList(), context, "model"));
    model.metadata().putAll(StringEntries.toMap(proto.getMetadataPropsList()));
    FunctionReader functions = new FunctionReader(context, graphs);
    for (FunctionProto function : proto.getFunctionsList()) {
      model.functions().add(functions.read(function));
    }
    for (TrainingInfoProto training : proto.getTrainingInfoList()) {
      graphs.check(training.getInitialization());
      graphs.check(training.getAlgorithm());
    }
    model.setSource(context.file());
    model.setCarrier(new ModelCarrier(proto, stamp));
    return model;
  }
}
