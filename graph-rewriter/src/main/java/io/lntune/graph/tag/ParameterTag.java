package io.lntune.graph.tag;

import io.lntune.graph.ir.DataType;
import io.lntune.graph.ir.Shape;
import io.lntune.graph.ir.Tensor;
import io.lntune.graph.ir.Use;
import io.lntune.graph.ir.Value;
import io.lntune.graph.norm.NormSite;
import java.util.List;

/**
 * One trainable parameter.
 *
 * @param name unique name, the exporter's where it gave one
 * @param modulePath dotted path of the owning module; empty when unknown
 * @param role what it does
 * @param stored the stored tensor with the initial values
 * @param leaf the value whose place the trained values take: the stored tensor itself, or a value
 *     further down when other parameters share the storage
 * @param uses the uses of {@code leaf} that belong to this parameter
 * @param exclusive whether these are all uses, so that the stored tensor itself can be overwritten
 * @param decayOrigin value towards which weight decay pulls: 1 for a folded scale 1 + w, else 0
 * @param sites the normalisation layers it belongs to; empty for other tensors
 */
public record ParameterTag(
    String name,
    String modulePath,
    Role role,
    Tensor stored,
    Value leaf,
    List<Use> uses,
    boolean exclusive,
    double decayOrigin,
    List<NormSite> sites) {

  public ParameterTag {
    uses = List.copyOf(uses);
    sites = List.copyOf(sites);
  }

  /** Shape of the parameter. */
  public Shape shape() {
    return stored.shape();
  }

  /** Element type in the model file; training happens in float32. */
  public DataType storedType() {
    return stored.elementType();
  }

  /** Number of trained elements. */
  public long elementCount() {
    return stored.elementCount();
  }
}
