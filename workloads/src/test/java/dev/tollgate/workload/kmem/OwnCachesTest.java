package dev.tollgate.workload.kmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnCachesTest {

  @Test
  void sitesAndSizesAreReadInOrder() {
    assertThat(OwnCaches.parse("k", "a+0x1/0x2=96, b=c [xfs]=1032"))
        .isEqualTo(ImmutableMap.of("a+0x1/0x2", 96, "b=c [xfs]", 1032));
    assertThat(OwnCaches.parse("k", "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "f; k: 'f' names no cache; expected SITE=BYTES",
        "f=; k: 'f=' names no cache",
        "f=0; k: 'f=0' names no cache",
        "f=-8; k: 'f=-8' names no cache",
        "=8; k: '=8' names no cache",
        "f=8,f=16; k: f stands there twice; expected once"
      })
  void allElseIsRefused(String text, String message) {
    assertThatThrownBy(() -> OwnCaches.parse("k", text))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
