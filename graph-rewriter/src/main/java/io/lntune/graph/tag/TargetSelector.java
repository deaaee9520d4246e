package io.lntune.graph.tag;

import io.lntune.graph.LntuneException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which tensors to train, with the matching rules of PEFT's {@code target_modules}: a regular
 * expression must match a whole name; a suffix matches a name that equals it or ends with a dot and
 * it. Names are the module path, the node name and the initializer name. Without any pattern every
 * normalisation layer is selected.
 *
 * @param pattern regular expression; null for none
 * @param suffixes names or dot-suffixes
 * @param also regular expressions for tensors trained in addition to the selection
 */
public record TargetSelector(@Nullable Pattern pattern, List<String> suffixes, List<Pattern> also) {
  /** Every normalisation layer. */
  public static final TargetSelector ALL_NORMS = new TargetSelector(null, List.of(), List.of());

  public TargetSelector {
    suffixes = List.copyOf(suffixes);
    also = List.copyOf(also);
  }

  /** Reads the command line's spelling. */
  public static TargetSelector parse(
      @Nullable String regex, List<String> suffixes, List<String> alsoRegexes) {
    return new TargetSelector(
        regex == null ? null : compile(regex),
        suffixes,
        alsoRegexes.stream().map(TargetSelector::compile).toList());
  }

  private static Pattern compile(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw LntuneException.usage(
              "The target '" + regex + "' is not a regular expression: " + e.getDescription(),
              "Write a Java regular expression that matches a whole module path, node name or"
                  + " initializer name, for example '.*LayerNorm'.")
          .causedBy(e);
    }
  }

  /** True when no pattern narrows the selection. */
  public boolean isDefault() {
    return pattern == null && suffixes.isEmpty();
  }

  /** True when one of the names is selected by {@link #pattern} or {@link #suffixes}. */
  boolean selects(List<String> names) {
    for (String name : names) {
      if (name.isEmpty()) {
        continue;
      }
      if (pattern != null && matches(pattern, name)) {
        return true;
      }
      for (String suffix : suffixes) {
        if (name.equals(suffix) || name.endsWith("." + suffix)) {
          return true;
        }
      }
    }
    return false;
  }

  /** True when one of the names is selected by {@link #also}. */
  boolean adds(List<String> names) {
    return names.stream()
        .filter(name -> !name.isEmpty())
        .anyMatch(name -> also.stream().anyMatch(regex -> matches(regex, name)));
  }

  private static boolean matches(Pattern regex, String name) {
    try {
      return regex.matcher(new BoundedText(name, name.length())).matches();
    } catch (StackOverflowError e) {
      throw LntuneException.usage(
              "The target pattern recurses too deeply on a name of "
                  + name.length()
                  + " characters",
              "Simplify the regular expression; write [ab]* instead of (a|b)*.")
          .causedBy(e);
    }
  }
}
