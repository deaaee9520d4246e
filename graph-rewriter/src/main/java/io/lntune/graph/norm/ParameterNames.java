package io.lntune.graph.norm;

import java.util.regex.Pattern;

/** Tells names that a person gave to a parameter from names that an exporter made up. */
public final class ParameterNames {
  // TorchScript numbers values (onnx::MatMul_12) and scopes them with slashes; dynamo calls them
  // val_12 or after the operation; ONNX Runtime and the quantizers have prefixes of their own.
  private static final Pattern MADE_UP =
      Pattern.compile(
          "(onnx::|ortshared|Constant|/).*|_?\\d+"
              + "|[a-z_]+_\\d+"
              + "|(val|add|mul|sub|div|cast|view|to|t|clone|constant)(_\\d+)*");

  private ParameterNames() {}

  /** True when the name can be shown to a person as the parameter's. */
  public static boolean isMeaningful(String name) {
    return !name.isEmpty() && !MADE_UP.matcher(name).matches();
  }

  /** {@code name} without its last dotted segment: the module that owns the parameter. */
  public static String module(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(0, dot);
  }
}
