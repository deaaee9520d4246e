package io.lntune.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.Buffer;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.List;
import java.util.Random;

/** Types whose objects change, so that a static field of theirs is shared state. */
final class MutableTypes {
  private static final List<Class<?>> NAMED =
      List.of(
          AbstractCollection.class,
          AbstractMap.class,
          Buffer.class,
          Random.class,
          StringBuilder.class,
          ThreadLocal.class);

  static final DescribedPredicate<JavaClass> ANY =
      DescribedPredicate.describe(
          "mutable type",
          type ->
              type.getPackageName().equals("java.util.concurrent.atomic")
                  || NAMED.stream().anyMatch(type::isAssignableTo));

  private MutableTypes() {}
}
