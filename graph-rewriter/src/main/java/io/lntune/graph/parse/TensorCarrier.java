package io.lntune.graph.parse;

import io.lntune.graph.ir.Carrier;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.TensorContent;
import io.lntune.graph.parse.proto.TensorProto;

/**
 * How the file encoded a tensor.
 *
 * @param proto as the file had it; a large content is replaced by a marker
 * @param content what {@code proto} was understood as; tells whether a tensor still has it
 */
record TensorCarrier(TensorProto proto, TensorContent content) implements Carrier {
  /** True when {@code proto} is still right for {@code tensor}, up to the name. */
  boolean describes(Tensor tensor) {
    return tensor.content() == content
        && tensor.elementType().code() == proto.getDataType()
        && tensor.shape().dims().size() == proto.getDimsCount()
        && sameSizes(tensor);
  }

  /** True when the elements are in a file of their own. */
  boolean isExternal() {
    return proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  private boolean sameSizes(Tensor tensor) {
    for (int i = 0; i < proto.getDimsCount(); i++) {
      if (tensor.shape().dim(i).size() != proto.getDims(i)) {
        return false;
      }
    }
    return true;
  }
}
