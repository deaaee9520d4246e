package io.lntune.graph.differentiate;

import java.util.List;
import java.util.stream.Stream;

/** The table of gradient cases, by family. */
final class GradientCases {
  private GradientCases() {}

  static List<GradientCase> all() {
    return Stream.of(
            ArithmeticCases.all(),
            ElementwiseCases.all(),
            ActivationCases.all(),
            ReductionCases.all(),
            ReshapingCases.all(),
            MovementCases.all(),
            IndexingCases.all(),
            LinearCases.all(),
            ConvolutionCases.all(),
            TransposedConvolutionCases.all(),
            PoolingCases.all(),
            ResizeCases.all(),
            RegionCases.all(),
            MatrixCases.all(),
            NormalizationCases.all(),
            BranchCases.all(),
            LoopCases.all())
        .flatMap(List::stream)
        .map(CaseBuilder::build)
        .toList();
  }
}
