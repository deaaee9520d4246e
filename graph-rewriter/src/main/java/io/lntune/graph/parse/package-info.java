/**
 * Reads and writes ONNX files; the only package that knows the generated schema. May import {@code
 * ir} and {@code file}. Payloads of large tensors stay in their file: {@code WireScanner} cuts them
 * out on reading, {@code PayloadSplicer} puts them back on writing. Start at {@link
 * io.lntune.graph.parse.ModelReader} and {@link io.lntune.graph.parse.ModelWriter}.
 */
@NullMarked
package io.lntune.graph.parse;

import org.jspecify.annotations.NullMarked;
