package io.lntune.graph.tag;

import io.lntune.graph.ir.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Recovers the module that a node was exported from: from the exporter's annotation {@code
 * pkg.torch.onnx.name_scopes}, else from a node name that spells the scope with slashes.
 */
public final class ModulePath {
  private static final String SCOPES = "pkg.torch.onnx.name_scopes";

  private ModulePath() {}

  /**
   * Dotted module path, for example {@code bert.encoder.layer.0.output.LayerNorm}; may be empty.
   */
  public static String of(Node node) {
    String annotation = node.metadata().get(SCOPES);
    if (annotation != null) {
      List<String> scopes = parseList(annotation);
      // The last entry is the node itself, the one before it the innermost module.
      return scopes.size() < 2 ? "" : scopes.get(scopes.size() - 2);
    }
    String name = node.name();
    int end = name.lastIndexOf('/');
    if (!name.startsWith("/") || end <= 0) {
      return "";
    }
    return name.substring(1, end).replace('/', '.');
  }

  /**
   * The strings of a Python list literal such as {@code ['', 'model', 'model.norm']}; a strict
   * reader, anything else yields an empty list.
   */
  static List<String> parseList(String literal) {
    List<String> items = new ArrayList<>();
    String text = literal.strip();
    if (!text.startsWith("[") || !text.endsWith("]")) {
      return items;
    }
    int i = 1;
    while (i < text.length() - 1) {
      char quote = text.charAt(i);
      if (quote == ',' || quote == ' ') {
        i++;
        continue;
      }
      int close = quote == '\'' || quote == '"' ? text.indexOf(quote, i + 1) : -1;
      if (close < 0) {
        return List.of();
      }
      items.add(text.substring(i + 1, close));
      i = close + 1;
    }
    return items;
  }
}
