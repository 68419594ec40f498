package dev.tollgate.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Java text that makes a value: of records, enums, lists, strings and numbers. */
final class JavaText {

  private JavaText() {}

  /** {@code new Map(0, 3L, DmaDirection.TO_DEVICE)}. */
  static String of(@Nullable Object value) {
    if (value instanceof Record) {
      return "new %s(%s)".formatted(value.getClass().getSimpleName(), components(value));
    }
    if (value instanceof Enum<?> constant) {
      return constant.getDeclaringClass().getSimpleName() + "." + constant.name();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(JavaText::of).collect(Collectors.joining(", ", "List.of(", ")"));
    }
    if (value instanceof Long) {
      return value + "L";
    }
    return value instanceof String ? '"' + value.toString() + '"' : String.valueOf(value);
  }

  private static String components(Object value) {
    return Arrays.stream(value.getClass().getRecordComponents())
        .map(component -> of(read(component, value)))
        .collect(Collectors.joining(", "));
  }

  private static @Nullable Object read(RecordComponent component, Object owner) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(owner);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
