package io.lntune.graph.emit.checkpoint;

/**
 * Positions of the fields in the tables of a checkpoint, as the schema of ONNX Runtime ({@code
 * ort_training_checkpoint.fbs} and {@code ort.fbs}) declares them.
 */
final class Field {
  static final int CHECKPOINT_VERSION = 0;
  static final int CHECKPOINT_MODULE = 1;
  static final int CHECKPOINT_GROUPS = 2;
  static final int CHECKPOINT_PROPERTIES = 3;
  static final int CHECKPOINT_COUNT = 4;

  static final int MODULE_TRAINABLE = 0;
  static final int MODULE_FROZEN = 1;
  static final int MODULE_NOMINAL = 2;
  static final int MODULE_EXTERNAL = 3;
  static final int MODULE_COUNT = 4;

  static final int TENSOR_NAME = 0;
  static final int TENSOR_DIMS = 2;
  static final int TENSOR_TYPE = 3;
  static final int TENSOR_BYTES = 4;
  static final int TENSOR_OFFSET = 6;
  static final int TENSOR_COUNT = 7;

  static final int GROUP_NAME = 0;
  static final int GROUP_STEP = 1;
  static final int GROUP_RATE = 2;
  static final int GROUP_STATES = 3;
  static final int GROUP_COUNT = 4;

  static final int STATE_PARAMETER = 0;
  static final int STATE_MOMENTS = 1;
  static final int STATE_COUNT = 2;

  static final int BAG_INTEGERS = 0;
  static final int BAG_FLOATS = 1;
  static final int BAG_TEXTS = 2;
  static final int BAG_COUNT = 3;

  static final int PROPERTY_NAME = 0;
  static final int PROPERTY_VALUE = 1;
  static final int PROPERTY_COUNT = 2;

  private Field() {}
}
