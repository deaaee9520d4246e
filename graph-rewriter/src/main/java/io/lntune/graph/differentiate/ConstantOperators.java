package io.lntune.graph.differentiate;

/** Operators whose result does not follow a small change of what they read. */
final class ConstantOperators {
  private ConstantOperators() {}

  static void register(GradientRegistry.Builder r) {
    r.zero("Sign", "Floor", "Ceil", "Round", "Shape", "Size", "ConstantOfShape", "EyeLike")
        .zero("ArgMax", "ArgMin", "NonZero", "IsNaN", "IsInf", "Hardmax", "OneHot")
        .zero("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")
        .zero("And", "Or", "Xor", "Not", "Range", "RandomNormalLike", "RandomUniformLike")
        .zero("Bernoulli", "Multinomial", "NonMaxSuppression", "Unique")
        .zero("BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot")
        .zero("Constant", "RandomNormal", "RandomUniform", "SequenceEmpty", "SequenceLength")
        .zero("HannWindow", "HammingWindow", "BlackmanWindow", "MelWeightMatrix")
        .zero("OptionalHasElement", "TfIdfVectorizer", "ImageDecoder", "RegexFullMatch")
        .zero("StringConcat", "StringSplit", "StringNormalizer");
    r.microsoftZero("Range", "Unique", "BifurcationDetector", "MurmurHash3", "NGramHashMapping")
        .microsoftZero("Tokenizer");
  }
}
