package io.lntune.graph.differentiate;

import io.lntune.graph.differentiate.control.IfGradient;
import io.lntune.graph.differentiate.control.LoopGradient;
import io.lntune.graph.differentiate.rules.ActivationGradients;
import io.lntune.graph.differentiate.rules.ArithmeticGradients;
import io.lntune.graph.differentiate.rules.ConvolutionGradients;
import io.lntune.graph.differentiate.rules.DropoutGradient;
import io.lntune.graph.differentiate.rules.ElementwiseGradients;
import io.lntune.graph.differentiate.rules.GatherGradients;
import io.lntune.graph.differentiate.rules.LinearGradients;
import io.lntune.graph.differentiate.rules.LocalResponseGradient;
import io.lntune.graph.differentiate.rules.MatrixGradients;
import io.lntune.graph.differentiate.rules.MovementGradients;
import io.lntune.graph.differentiate.rules.NormalizationGradients;
import io.lntune.graph.differentiate.rules.PoolingGradients;
import io.lntune.graph.differentiate.rules.QuantizationGradients;
import io.lntune.graph.differentiate.rules.ReductionGradients;
import io.lntune.graph.differentiate.rules.ResizeGradient;
import io.lntune.graph.differentiate.rules.RoiAlignGradient;
import io.lntune.graph.differentiate.rules.SoftmaxGradients;

/** The table of gradient rules, one line per operator. */
public final class StandardGradients {
  private StandardGradients() {}

  /** All rules in the canonical opset. */
  public static GradientRegistry registry() {
    GradientRegistry.Builder r = GradientRegistry.builder();
    r.broadcasting("Add", ArithmeticGradients::add)
        .broadcasting("Sub", ArithmeticGradients::sub)
        .broadcasting("Mul", ArithmeticGradients::mul)
        .broadcasting("Div", ArithmeticGradients::div)
        .broadcasting("Pow", ArithmeticGradients::pow)
        .broadcasting("Mod", ArithmeticGradients::mod)
        .broadcasting("Sum", ArithmeticGradients::sum)
        .broadcasting("Mean", ArithmeticGradients::mean)
        .broadcasting("Max", ArithmeticGradients::extremum)
        .broadcasting("Min", ArithmeticGradients::extremum)
        .broadcasting("Where", ArithmeticGradients::where);
    r.rule("Identity", ElementwiseGradients::identity)
        .rule("Dropout", DropoutGradient::of)
        .rule("Neg", ElementwiseGradients::neg)
        .rule("Abs", ElementwiseGradients::abs)
        .rule("Sqrt", ElementwiseGradients::sqrt)
        .rule("Reciprocal", ElementwiseGradients::reciprocal)
        .rule("Exp", ElementwiseGradients::exp)
        .rule("Log", ElementwiseGradients::log)
        .rule("Erf", ElementwiseGradients::erf)
        .rule("Sin", ElementwiseGradients::sin)
        .rule("Cos", ElementwiseGradients::cos)
        .rule("Tan", ElementwiseGradients::tan)
        .rule("Asin", ElementwiseGradients::asin)
        .rule("Acos", ElementwiseGradients::acos)
        .rule("Atan", ElementwiseGradients::atan)
        .rule("Sinh", ElementwiseGradients::sinh)
        .rule("Cosh", ElementwiseGradients::cosh)
        .rule("Tanh", ElementwiseGradients::tanh)
        .rule("Asinh", ElementwiseGradients::asinh)
        .rule("Acosh", ElementwiseGradients::acosh)
        .rule("Atanh", ElementwiseGradients::atanh)
        .rule("Cast", ElementwiseGradients::cast)
        .rule("CastLike", ElementwiseGradients::cast)
        .rule("Clip", ElementwiseGradients::clip);
    r.rule("Relu", ActivationGradients::relu)
        .rule("LeakyRelu", ActivationGradients::leakyRelu)
        .broadcasting("PRelu", ActivationGradients::pRelu)
        .rule("Elu", ActivationGradients::elu)
        .rule("Selu", ActivationGradients::selu)
        .rule("Celu", ActivationGradients::celu)
        .rule("Sigmoid", ActivationGradients::sigmoid)
        .rule("HardSigmoid", ActivationGradients::hardSigmoid)
        .rule("HardSwish", ActivationGradients::hardSwish)
        .rule("Softplus", ActivationGradients::softplus)
        .rule("Softsign", ActivationGradients::softsign)
        .rule("Mish", ActivationGradients::mish)
        .rule("ThresholdedRelu", ActivationGradients::thresholdedRelu)
        .rule("Shrink", ActivationGradients::shrink)
        .rule("Gelu", ActivationGradients::gelu)
        .microsoft("QuickGelu", ActivationGradients::quickGelu);
    r.rule("ReduceSum", ReductionGradients::reduceSum)
        .rule("ReduceMean", ReductionGradients::reduceMean)
        .rule("ReduceMax", ReductionGradients::reduceExtremum)
        .rule("ReduceMin", ReductionGradients::reduceExtremum)
        .rule("ReduceProd", ReductionGradients::reduceProd)
        .rule("ReduceL1", ReductionGradients::reduceL1)
        .rule("ReduceL2", ReductionGradients::reduceL2)
        .rule("ReduceSumSquare", ReductionGradients::reduceSumSquare)
        .rule("ReduceLogSum", ReductionGradients::reduceLogSum)
        .rule("ReduceLogSumExp", ReductionGradients::reduceLogSumExp)
        .rule("CumSum", ReductionGradients::cumSum);
    r.rule("Reshape", MovementGradients::reshape)
        .rule("Flatten", MovementGradients::reshape)
        .rule("Squeeze", MovementGradients::reshape)
        .rule("Unsqueeze", MovementGradients::reshape)
        .rule("Transpose", MovementGradients::transpose)
        .rule("Expand", MovementGradients::expand)
        .rule("Tile", MovementGradients::tile)
        .rule("Concat", MovementGradients::concat)
        .rule("Split", MovementGradients::split)
        .rule("Pad", MovementGradients::pad)
        .rule("Slice", MovementGradients::slice)
        .rule("Trilu", MovementGradients::trilu)
        .rule("DepthToSpace", MovementGradients::depthToSpace)
        .rule("SpaceToDepth", MovementGradients::spaceToDepth)
        .rule("ReverseSequence", MovementGradients::reverseSequence);
    r.rule("Gather", GatherGradients::gather)
        .rule("GatherElements", GatherGradients::gatherElements)
        .rule("GatherND", GatherGradients::gatherNd)
        .rule("ScatterElements", GatherGradients::scatterElements)
        .rule("ScatterND", GatherGradients::scatterNd)
        .rule("TopK", GatherGradients::topK);
    r.rule("MatMul", LinearGradients::matMul)
        .rule("Gemm", LinearGradients::gemm)
        .microsoft("FusedMatMul", LinearGradients::fusedMatMul)
        .microsoft("MatMulNBits", QuantizationGradients::matMulNBits)
        .microsoft("MatMulBnb4", QuantizationGradients::matMulBnb4)
        .rule("Det", MatrixGradients::det)
        .microsoft("Inverse", MatrixGradients::inverse)
        .rule("Conv", ConvolutionGradients::conv)
        .rule("ConvTranspose", ConvolutionGradients::convTranspose);
    r.rule("QuantizeLinear", QuantizationGradients::straightThrough)
        .rule("DynamicQuantizeLinear", QuantizationGradients::straightThrough)
        .rule("DequantizeLinear", QuantizationGradients::straightThrough);
    r.rule("AveragePool", PoolingGradients::average)
        .rule("MaxPool", PoolingGradients::max)
        .rule("GlobalAveragePool", PoolingGradients::globalAverage)
        .rule("GlobalMaxPool", PoolingGradients::globalMax)
        .rule("LpPool", PoolingGradients::lp)
        .rule("GlobalLpPool", PoolingGradients::globalLp)
        .rule("Resize", ResizeGradient::of)
        .rule("RoiAlign", RoiAlignGradient::of);
    r.rule("Softmax", SoftmaxGradients::softmax)
        .rule("LogSoftmax", SoftmaxGradients::logSoftmax)
        .rule("LRN", LocalResponseGradient::of)
        .rule("LayerNormalization", NormalizationGradients::layerNormalization)
        .rule("SimplifiedLayerNormalization", NormalizationGradients::simplifiedLayerNormalization);
    r.rule("If", IfGradient::of).rule("Loop", LoopGradient::of);
    ConstantOperators.register(r);
    RefusedOperators.register(r);
    return r.build();
  }
}
