package io.lntune.graph.differentiate;

/** Operators through which a gradient would pass in principle, and why none does here. */
final class RefusedOperators {
  private RefusedOperators() {}

  static void register(GradientRegistry.Builder r) {
    r.notDifferentiable(
            "which element of a region is the largest stays inside the operator; RoiAlign with"
                + " mode avg has a gradient",
            "MaxRoiPool")
        .notDifferentiable(
            "the positions it samples are computed inside the operator", "DeformConv")
        .notDifferentiable(
            "an integer product has a gradient only where its result is cast to float32",
            "MatMulInteger",
            "ConvInteger")
        .notDifferentiable(
            "a sequence of tensors has a gradient only where SequenceAt or ConcatFromSequence"
                + " reads parts of it that are known before the model runs",
            "SequenceConstruct",
            "SequenceInsert",
            "SequenceErase",
            "SequenceMap",
            "SplitToSequence")
        .notDifferentiable(
            "a value that may be absent has no gradient here", "Optional", "OptionalGetElement");
    r.microsoftNotDifferentiable(
            "which experts see a token stays inside the operator; a model exported without fusion"
                + " can be trained",
            "MoE",
            "QMoE")
        .microsoftNotDifferentiable(
            "it generates token after token; train the decoder inside it",
            "BeamSearch",
            "GreedySearch",
            "Sampling",
            "WhisperBeamSearch",
            "NGramRepeatBlock")
        .microsoftNotDifferentiable(
            "it takes one step of a generation with a cache; export the model for whole sequences",
            "DecoderMaskedMultiHeadAttention",
            "SparseAttention",
            "LinearAttention",
            "LinearAttentionGate",
            "CausalConvWithState")
        .microsoftNotDifferentiable(
            "it is a fusion for inference alone; a model exported without fusion can be trained",
            "GatedAdd",
            "GatedRMSNorm",
            "EngramGate",
            "MRotaryEmbedding",
            "AttnLSTM",
            "WordConvEmbedding")
        .microsoftNotDifferentiable(
            "it works on quantised numbers inside the operator, where no gradient can be followed",
            "DynamicQuantizeLSTM",
            "MatMulFpQ4",
            "MatMulInteger16",
            "GatherBlockQuantized")
        .microsoftNotDifferentiable(
            "it is rare in exported models and has no gradient yet; a model exported without it"
                + " can be trained",
            "ConvTransposeWithDynamicPads",
            "CropAndResize",
            "DynamicTimeWarping",
            "MaxpoolWithMask",
            "SampleOp",
            "SparseToDenseMatMul",
            "UnfoldTensor");
  }
}
