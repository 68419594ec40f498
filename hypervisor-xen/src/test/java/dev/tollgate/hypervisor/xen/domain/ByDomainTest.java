package dev.tollgate.hypervisor.xen.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByDomainTest {

  @Test
  void whatWasPutIsFoundUntilItIsTakenAway() {
    ByDomain<String> names = new ByDomain<>();
    names.put(7, "seven");
    names.put(0, "zero");

    assertThat(names.get(7)).isEqualTo("seven");
    assertThat(names.get(3)).isNull();
    assertThat(names.all()).containsExactly("zero", "seven");
    assertThat(names.remove(0)).isEqualTo("zero");
    assertThat(names.remove(0)).isNull();
    assertThat(names.all()).containsExactly("seven");
  }

  @Test
  void numbersThatNoDomainCanHaveHaveNothing() {
    ByDomain<String> names = new ByDomain<>();

    assertThat(names.get(-1)).isNull();
    assertThat(names.get(Integer.MAX_VALUE)).isNull();
    assertThat(names.remove(DomainIds.INVALID)).isNull();
  }
}
