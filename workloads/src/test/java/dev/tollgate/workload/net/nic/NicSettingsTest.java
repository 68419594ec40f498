package dev.tollgate.workload.net.nic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedMap;
import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.ParameterSpec;
import dev.tollgate.core.spi.ParameterType;
import dev.tollgate.core.spi.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NicSettingsTest {

  private static Parameters parameters(String name, Object value) {
    ImmutableSortedMap.Builder<String, Object> values = ImmutableSortedMap.naturalOrder();
    for (ParameterSpec spec : NicParameters.PARAMETERS) {
      values.put(spec.name(), spec.name().equals(name) ? value : byDefault(spec));
    }
    return new Parameters("workload.test", values.buildOrThrow());
  }

  private static Object byDefault(ParameterSpec spec) {
    if (spec.type() == ParameterType.FLAG) {
      return Boolean.valueOf(spec.defaultValue());
    }
    if (spec.type() == ParameterType.DURATION) {
      return Long.parseLong(spec.defaultValue().replace(" us", "")) * Rig.MICROSECOND;
    }
    if (spec.type() == ParameterType.BYTES) {
      return Long.parseLong(spec.defaultValue().replace("K", "")) * 1024;
    }
    return Long.valueOf(spec.defaultValue());
  }

  @Test
  void theParametersDefaultsAreTg3s() {
    assertThat(NicParameters.of(parameters("", ""))).isEqualTo(NicSettings.DEFAULTS);
  }

  @ParameterizedTest
  @CsvSource({
    "nic-receive-ring, 500, power of two",
    "nic-receive-ring, 128, nic-receive-pending = 200",
    "nic-receive-pending, 512, from 1 to 511",
    "nic-return-ring, 128, from 201",
    "nic-return-ring, 1000, such as 512",
    "nic-transmit-ring, 600, power of two",
    "nic-transmit-pending, 512, from 20 to 511",
    "nic-transmit-pending, 19, from 20"
  })
  void ringsThatCannotWorkAreRefusedByName(String name, long value, String expected) {
    assertThatThrownBy(() -> NicParameters.of(parameters(name, value)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining("nic-");
  }

  @Test
  void featuresNeedThoseTheyBuildOn() {
    assertThatThrownBy(() -> NicParameters.of(parameters("nic-checksum", false)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nic-scatter-gather");
    Parameters noGather = parameters("nic-scatter-gather", false);
    assertThat(NicParameters.of(noGather).scatterGather()).isFalse();
    ImmutableSortedMap.Builder<String, Object> both = ImmutableSortedMap.naturalOrder();
    noGather.asMap().forEach((k, v) -> both.put(k, k.equals("nic-segmentation") ? true : v));
    assertThatThrownBy(() -> NicParameters.of(new Parameters("workload.test", both.buildOrThrow())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nic-segmentation");
  }

  @Test
  void anInterfaceThatNeverInterruptsIsRefused() {
    assertThatThrownBy(() -> new CoalescingThresholds(0, 0, 1, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nic-receive-delay");
    assertThatThrownBy(() -> new CoalescingThresholds(1, 1, 0, 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("nic-transmit-delay");
  }
}
