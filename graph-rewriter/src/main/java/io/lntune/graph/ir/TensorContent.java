package io.lntune.graph.ir;

/** Where the elements of a tensor are: a region of a file, bytes in memory, or texts. */
public sealed interface TensorContent permits FileRegion, InlineBytes, InlineStrings {}
