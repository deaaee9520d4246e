package io.lntune.trainer.data;

import io.lntune.graph.LntuneException;
import java.nio.file.Path;
import java.util.List;

/** A file of named arrays. Buffers and regions obtained from it stay valid after closing. */
public interface ArrayFile extends AutoCloseable {
  Path path();

  /** All arrays, in the order of the file. */
  List<ArrayHeader> headers();

  /** The bytes of one array, of any size. */
  ByteRegion region(String name);

  @Override
  void close();

  /** True when the file has an array called {@code name}. */
  default boolean contains(String name) {
    return headers().stream().anyMatch(header -> header.name().equals(name));
  }

  /** The array called {@code name}; a missing one is an error that lists what there is. */
  default ArrayHeader header(String name) {
    for (ArrayHeader header : headers()) {
      if (header.name().equals(name)) {
        return header;
      }
    }
    throw LntuneException.badInput(
        "No array '" + name + "' in the file",
        path().toString(),
        "The file has: " + String.join(", ", headers().stream().map(ArrayHeader::name).toList()));
  }

  /** One array of at most 2 GiB, mapped rather than copied where the format allows. */
  default NamedArray array(String name) {
    ArrayHeader header = header(name);
    ByteRegion region = region(name);
    if (region.size() > Integer.MAX_VALUE) {
      throw LntuneException.unsupported(
          "Array '" + name + "' is larger than 2 GiB", path().toString(), "Split the array.");
    }
    return NamedArray.of(
        name, header.type(), region.whole((int) region.size()), header.shape().sizes());
  }
}
