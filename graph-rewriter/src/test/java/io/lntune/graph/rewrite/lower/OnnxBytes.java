package io.lntune.graph.rewrite.lower;

import io.lntune.graph.ir.Attribute;
import io.lntune.graph.ir.Dim;
import io.lntune.graph.ir.Graph;
import io.lntune.graph.ir.Node;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorType;
import io.lntune.graph.ir.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A minimal ONNX writer for small in-memory graphs, so that these tests need no parser. */
final class OnnxBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The model of one graph. */
  static byte[] model(Graph graph, long irVersion, Map<String, Long> opsets) {
    OnnxBytes model = new OnnxBytes().integer(1, irVersion);
    opsets.forEach(
        (domain, version) -> model.message(8, new OnnxBytes().text(1, domain).integer(2, version)));
    return model.message(7, graph(graph)).out.toByteArray();
  }

  private static OnnxBytes graph(Graph graph) {
    OnnxBytes bytes = new OnnxBytes().text(2, "g");
    graph.nodes().forEach(node -> bytes.message(1, node(node)));
    graph.initializers().forEach(value -> bytes.message(5, tensor(initializer(value))));
    graph.inputs().forEach(value -> bytes.message(11, valueInfo(value, true)));
    graph.outputs().forEach(value -> bytes.message(12, valueInfo(value, false)));
    return bytes;
  }

  private static Tensor initializer(Value value) {
    Tensor tensor = value.initializer();
    if (tensor == null) {
      throw new IllegalStateException(value.name());
    }
    return tensor.named(value.name());
  }

  private static OnnxBytes node(Node node) {
    OnnxBytes bytes = new OnnxBytes();
    node.inputs().forEach(value -> bytes.text(1, name(value)));
    node.outputs().forEach(value -> bytes.text(2, name(value)));
    bytes.text(3, node.name()).text(4, node.op().type());
    node.attributes().asMap().forEach((key, value) -> bytes.message(5, attribute(key, value)));
    return bytes.text(7, node.op().domain());
  }

  private static String name(@Nullable Value value) {
    return value == null ? "" : value.name();
  }

  private static OnnxBytes attribute(String key, Attribute attribute) {
    OnnxBytes bytes = new OnnxBytes().text(1, key);
    if (attribute instanceof Attribute.FloatValue f) {
      return bytes.fixed(2, f.value()).integer(20, 1);
    } else if (attribute instanceof Attribute.IntValue i) {
      return bytes.integer(3, i.value()).integer(20, 2);
    } else if (attribute instanceof Attribute.StringValue s) {
      return bytes.text(4, s.value()).integer(20, 3);
    } else if (attribute instanceof Attribute.Floats floats) {
      floats.values().forEach(value -> bytes.fixed(7, value));
      return bytes.integer(20, 6);
    } else if (attribute instanceof Attribute.Ints ints) {
      ints.values().forEach(value -> bytes.integer(8, value));
      return bytes.integer(20, 7);
    } else if (attribute instanceof Attribute.Strings strings) {
      strings.values().forEach(value -> bytes.text(9, value));
      return bytes.integer(20, 8);
    } else if (attribute instanceof Attribute.TensorValue tensor) {
      return bytes.message(5, tensor(tensor.value())).integer(20, 4);
    } else if (attribute instanceof Attribute.GraphValue body) {
      return bytes.message(6, graph(body.value())).integer(20, 5);
    }
    throw new IllegalArgumentException(attribute.toString());
  }

  private static OnnxBytes tensor(Tensor tensor) {
    OnnxBytes bytes = new OnnxBytes();
    for (long size : tensor.shape().sizes()) {
      bytes.integer(1, size);
    }
    ByteBuffer content = tensor.bytes();
    byte[] raw = new byte[content.remaining()];
    content.get(raw);
    return bytes.integer(2, tensor.elementType().code()).text(8, tensor.name()).raw(9, raw);
  }

  private static OnnxBytes valueInfo(Value value, boolean typed) {
    OnnxBytes bytes = new OnnxBytes().text(1, value.name());
    TensorType type = value.tensorType();
    if (!typed || type == null) {
      return bytes;
    }
    OnnxBytes tensor = new OnnxBytes().integer(1, type.elementType().code());
    Shape shape = type.shape();
    if (shape != null) {
      tensor.message(2, shape(shape.dims()));
    }
    return bytes.message(2, new OnnxBytes().message(1, tensor));
  }

  private static OnnxBytes shape(List<Dim> dims) {
    OnnxBytes bytes = new OnnxBytes();
    for (Dim dim : dims) {
      bytes.message(
          1,
          dim.isStatic()
              ? new OnnxBytes().integer(1, dim.size())
              : new OnnxBytes().text(2, dim.symbol()));
    }
    return bytes;
  }

  private OnnxBytes integer(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  private OnnxBytes fixed(int field, float value) {
    varint(((long) field << 3) | 5);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bits >>> shift);
    }
    return this;
  }

  private OnnxBytes text(int field, String value) {
    return raw(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private OnnxBytes message(int field, OnnxBytes value) {
    return raw(field, value.out.toByteArray());
  }

  private OnnxBytes raw(int field, byte[] value) {
    varint(((long) field << 3) | 2);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
