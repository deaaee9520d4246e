package io.lntune.graph.norm;

import java.util.List;

/**
 * What was found.
 *
 * @param sites normalisation layers with trainable tensors, in graph order
 * @param refused near misses with the reason
 */
public record NormReport(List<NormSite> sites, List<NormFinding.Refused> refused) {
  public NormReport {
    sites = List.copyOf(sites);
    refused = List.copyOf(refused);
  }
}
