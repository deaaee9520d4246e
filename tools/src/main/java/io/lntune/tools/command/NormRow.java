package io.lntune.tools.command;

import io.lntune.graph.norm.NormSite;
import io.lntune.graph.norm.ParameterPath;
import io.lntune.graph.tag.ModulePath;
import io.lntune.graph.tag.ParameterTag;
import io.lntune.graph.tag.TagReport;
import java.util.List;

/**
 * A normalisation layer in the words of a report.
 *
 * @param form how it is spelled in the graph
 * @param module dotted path of the module; may be empty
 * @param node name of its node; may be empty
 * @param width elements of the scale
 * @param epsilon constant under the root; NaN when it is not stored as a constant
 * @param scale name of the stored scale
 * @param bias name of the stored bias; empty when there is none
 * @param selected whether it is trained unless something else is asked for
 */
record NormRow(
    String form,
    String module,
    String node,
    long width,
    double epsilon,
    String scale,
    String bias,
    boolean selected) {

  static List<NormRow> of(TagReport report) {
    return report.norms().sites().stream().map(site -> of(site, report.tags())).toList();
  }

  private static NormRow of(NormSite site, List<ParameterTag> tags) {
    List<ParameterTag> own = tags.stream().filter(tag -> tag.sites().contains(site)).toList();
    ParameterPath scale = ParameterPath.of(site.scale());
    ParameterPath bias = site.bias() == null ? null : ParameterPath.of(site.bias());
    return new NormRow(
        site.form().label(),
        own.isEmpty() ? ModulePath.of(site.node()) : own.get(0).modulePath(),
        site.node().name(),
        scale == null ? 0 : scale.tensor().elementCount(),
        shortest(site.epsilon()),
        scale == null ? "" : scale.root().name(),
        bias == null ? "" : bias.root().name(),
        !own.isEmpty());
  }

  /** The decimal number that was meant: 1e-12 and not the float32 nearest to it. */
  private static double shortest(double epsilon) {
    return Double.parseDouble(Float.toString((float) epsilon));
  }
}
