package io.lntune.graph.tag;

import io.lntune.graph.norm.NormReport;
import java.util.List;

/**
 * Result of tagging.
 *
 * @param tags trainable parameters in graph order
 * @param norms what was recognised and refused, selected or not
 */
public record TagReport(List<ParameterTag> tags, NormReport norms) {
  public TagReport {
    tags = List.copyOf(tags);
  }

  /** Number of trained elements. */
  public long trainableCount() {
    return tags.stream().mapToLong(ParameterTag::elementCount).sum();
  }
}
