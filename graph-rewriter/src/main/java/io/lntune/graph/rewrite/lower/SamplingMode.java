package io.lntune.graph.rewrite.lower;

/** How GridSample combines neighbours; opsets 16 and 20 spell it differently. */
enum SamplingMode {
  NEAREST,
  LINEAR,
  CUBIC;

  static SamplingMode of(String name) {
    return switch (name) {
      case "nearest" -> NEAREST;
      case "cubic", "bicubic" -> CUBIC;
      default -> LINEAR;
    };
  }
}
