package io.lntune.trainer.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Divides features into those that a file gives and those that follow from them. Only what has one
 * meaning in every export is made up: an empty past, positions in a sequence, a mask that hides
 * nothing, the first token type.
 */
final class FeatureCompletion {
  private static final int PAST_OPEN_AXES = 2;
  private static final int TOKEN_RANK = 2;

  private final List<FeatureSpec> given = new ArrayList<>();
  private final List<DerivedFeature> derived = new ArrayList<>();

  /**
   * Divides {@code specs}.
   *
   * @param present whether the file has a feature
   * @param padded whether the file's examples differ in length; then its reader makes masks
   */
  FeatureCompletion(List<FeatureSpec> specs, Predicate<FeatureSpec> present, boolean padded) {
    List<FeatureSpec> open = new ArrayList<>();
    for (FeatureSpec spec : specs) {
      boolean isPadding =
          TokenFeatures.isAttentionMask(spec.name()) || TokenFeatures.isTokenTypes(spec.name());
      if (spec.role() == FeatureSpec.Role.LABEL || present.test(spec)) {
        given.add(spec);
      } else if (isPadding && padded && hasLengths(specs, spec, present)) {
        given.add(spec);
      } else {
        open.add(spec);
      }
    }
    // Positions are counted on masks, so these come first.
    open.sort((a, b) -> Boolean.compare(isPositions(a), isPositions(b)));
    for (FeatureSpec spec : open) {
      Optional<DerivedFeature> made = derive(spec);
      made.ifPresentOrElse(derived::add, () -> given.add(spec));
    }
    given.sort(Comparator.comparingInt(specs::indexOf));
  }

  private static boolean hasLengths(
      List<FeatureSpec> specs, FeatureSpec spec, Predicate<FeatureSpec> present) {
    return TokenFeatures.lengthsOf(spec.name()).stream()
        .anyMatch(
            name -> specs.stream().anyMatch(one -> one.name().equals(name) && present.test(one)));
  }

  private static boolean isPositions(FeatureSpec spec) {
    return TokenFeatures.isPositions(spec.name());
  }

  /** Features to read from the file, in their order; an underivable one is missed there. */
  List<FeatureSpec> given() {
    return given;
  }

  /** Features to make, each after those that it is made of. */
  List<DerivedFeature> derived() {
    return derived;
  }

  private Optional<DerivedFeature> derive(FeatureSpec spec) {
    String name = spec.name();
    if (TokenFeatures.isPast(name)) {
      return isEmptyable(spec) ? made(spec, DerivedFeature.Kind.EMPTY_PAST, "") : Optional.empty();
    }
    if (TokenFeatures.isLogitCount(name) && spec.hasRank() && spec.rank() == 0) {
      return made(spec, DerivedFeature.Kind.NOUGHT, "");
    }
    Optional<FeatureSpec> tokens = lengths(name);
    if (tokens.isEmpty() || !ElementType.isSupported(spec.type())) {
      return Optional.empty();
    }
    if (isPositions(spec)) {
      return positions(spec, tokens.get());
    }
    if (!spec.hasRank() || spec.rank() != TOKEN_RANK) {
      return Optional.empty();
    }
    if (TokenFeatures.isAttentionMask(name)) {
      return made(spec, DerivedFeature.Kind.ONES, tokens.get().name());
    }
    return TokenFeatures.isTokenTypes(name)
        ? made(spec, DerivedFeature.Kind.ZEROS, tokens.get().name())
        : Optional.empty();
  }

  private Optional<DerivedFeature> positions(FeatureSpec spec, FeatureSpec tokens) {
    boolean shared = spec.rank() == 1 || spec.dim(0).size() == 1;
    if (!spec.hasRank() || spec.rank() < 1 || spec.rank() > TOKEN_RANK) {
      return Optional.empty();
    }
    Optional<FeatureSpec> mask =
        known().stream()
            .filter(one -> one.name().equals(TokenFeatures.maskOf(spec.name())))
            .filter(one -> one.hasRank() && one.rank() == TOKEN_RANK)
            .findFirst();
    return !shared && mask.isPresent()
        ? made(spec, DerivedFeature.Kind.MASKED_COUNT, mask.get().name())
        : made(spec, DerivedFeature.Kind.COUNT, tokens.name());
  }

  private Optional<FeatureSpec> lengths(String name) {
    for (String source : TokenFeatures.lengthsOf(name)) {
      for (FeatureSpec one : known()) {
        if (one.name().equals(source)) {
          return Optional.of(one);
        }
      }
    }
    return Optional.empty();
  }

  private List<FeatureSpec> known() {
    List<FeatureSpec> known = new ArrayList<>(given);
    derived.forEach(one -> known.add(one.spec()));
    return known;
  }

  /** True when exactly one axis besides the batch is open. */
  private static boolean isEmptyable(FeatureSpec spec) {
    if (!spec.hasRank() || TokenFeatures.isCrossAttention(spec.name())) {
      return false;
    }
    long open = 0;
    for (int axis = 0; axis < spec.rank(); axis++) {
      open += spec.dim(axis).isStatic() ? 0 : 1;
    }
    return open == PAST_OPEN_AXES || (open == 1 && spec.dim(0).size() == 1);
  }

  private static Optional<DerivedFeature> made(
      FeatureSpec spec, DerivedFeature.Kind kind, String source) {
    return Optional.of(new DerivedFeature(spec, kind, source.isEmpty() ? null : source));
  }
}
