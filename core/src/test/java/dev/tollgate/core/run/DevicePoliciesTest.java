package dev.tollgate.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import dev.tollgate.core.error.BadInputException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePoliciesTest {

  @Test
  void readsNamesOfDevicesWithColons() {
    assertThat(DevicePolicies.read(" eth0 = strict,0000:00:04.0=deferred-queue, "))
        .containsExactly(Map.entry("0000:00:04.0", "deferred-queue"), Map.entry("eth0", "strict"));
    assertThat(DevicePolicies.read("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "=strict", "eth0=", "eth0 strict"})
  void refusesWhatIsNoPair(String text) {
    assertThatThrownBy(() -> DevicePolicies.read("sda=strict, " + text))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "run.policy-of: expected device=policy, as in eth0=strict, found '" + text + "'");
  }

  @Test
  void refusesADeviceNamedTwice() {
    assertThatThrownBy(() -> DevicePolicies.read("eth0=strict, eth0=cached"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("run.policy-of: device eth0 is there twice");
  }

  @Test
  void standInASpec() {
    RunSpec plain = FakeParts.spec("fake", false, 1);
    assertThat(DevicePolicies.of(plain)).isEmpty();
    RunSpec mixed =
        plain.withParameters(
            ImmutableMap.of(
                DevicePolicies.PATH,
                DevicePolicies.toParameters(DevicePolicies.read("eth0=cached"))));
    assertThat(DevicePolicies.of(mixed)).containsEntry("eth0", "cached");
  }
}
