package io.lntune.graph.rewrite.lower;

import io.lntune.graph.rewrite.RewriteRule;
import java.util.List;

/** Every lowering rule, most frequent operators first. No two rules share a root. */
public final class LoweringRules {
  private LoweringRules() {}

  /** The rules; their order does not matter for the result. */
  public static List<RewriteRule> all() {
    return all(BlockSize.UNKNOWN);
  }

  /** The rules for sequences: the runtime forgets the shape of what comes out of one. */
  public static List<RewriteRule> sequences() {
    return List.of(new LowerSequenceAt(), new LowerConcatFromSequence());
  }

  /**
   * The rules for a graph whose blocked layout has the given block size. With {@link
   * BlockSize#UNKNOWN}, blocked operators are refused.
   */
  public static List<RewriteRule> all(int block) {
    return List.of(
        new LowerSkipNormalization(),
        new LowerRmsNormalization(),
        new LowerEmbedLayerNormalization(),
        new LowerGelu(),
        new LowerSwish(),
        new LowerBiasSplitGelu(),
        new LowerPackedAttention(),
        new LowerMultiHeadAttention(),
        new LowerGroupQueryAttention(),
        new LowerAttention(),
        new LowerRotaryEmbedding(),
        new LowerFusedMatMul(),
        new LowerFusedGemm(),
        new LowerFusedConv(),
        new LowerVectorMatMul(),
        new LowerEinsum(),
        new LowerMomentNormalization(),
        new LowerBatchNormalization(),
        new LowerVectorNormalization(),
        new LowerReduction(),
        new LowerVariadic(),
        new LowerSoftsign(),
        new LowerTrilu(),
        new LowerSpaceDepth(),
        new LowerScan(),
        new LowerLstm(),
        new LowerGru(),
        new LowerRnn(),
        new LowerDft(),
        new LowerStft(),
        new LowerCenterCropPad(),
        new LowerTensorScatter(),
        new LowerGridSample(),
        new LowerAffineGrid(),
        new LowerCol2Im(),
        new LowerMaxUnpool(),
        new LowerCompress(),
        new LowerSequenceAt(),
        new LowerConcatFromSequence(),
        new LowerImageGroupNorm(),
        new LowerQuantizedProduct(),
        new LowerQuantizedElementwise(),
        new LowerQuantizedAttention(),
        new LowerQuantizedEmbedding(),
        new LowerDynamicQuantizedMatMul(),
        new LowerIntegerProduct(),
        new LowerContribQuantizer(),
        new LowerContribTwin(),
        new LowerCdist(),
        new LowerChannelsLast(),
        new LowerLabelLoss(),
        new LowerPadAxes(),
        new LowerBlockedConv(block),
        new LowerBlockedLayout(block));
  }
}
