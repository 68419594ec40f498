package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The forms of call_site that kernels have printed, and the forms they are printed in again. */
class CallSiteTest {

  @Test
  void functionsLoseSizeAndModule() {
    CallSite site = CallSite.of("alloc_desc.isra.0+0x2c/0x115 [e1000e]", 3);
    assertThat(site.symbol()).isEqualTo("alloc_desc.isra.0");
    assertThat(site.kernelText()).isEqualTo("alloc_desc.isra.0+0x2c");
    assertThat(site.perfText()).isEqualTo("alloc_desc.isra.0+2c");
    assertThat(site.text()).isEqualTo("alloc_desc.isra.0+0x2c/0x115 [e1000e]");
  }

  @Test
  void functionsWithoutOffsetBeginThere() {
    assertThat(CallSite.of("seq_open", 1).kernelText()).isEqualTo("seq_open+0x0");
    assertThat(CallSite.of("operator+0xzz", 1).kernelText()).isEqualTo("operator+0xzz+0x0");
  }

  @Test
  void addressesStayAddresses() {
    CallSite wide = CallSite.of("ffffffff813c8fd6", 1);
    assertThat(wide.address()).isEqualTo(0xffffffff813c8fd6L);
    assertThat(wide.kernelText()).isEqualTo("ffffffff813c8fd6");
    assertThat(wide.perfText()).isEqualTo("0xffffffff813c8fd6");
    CallSite narrow = CallSite.of("0xc0123456", 1);
    assertThat(narrow.kernelText()).isEqualTo("c0123456");
    assertThat(CallSite.of("00000010", 1).kernelText()).isEqualTo("00000010");
  }

  @Test
  void standInsForAddressesAllDiffer() {
    assertThat(CallSite.of("a+0x1/0x2", 1).address())
        .isNotEqualTo(CallSite.of("b+0x1/0x2", 2).address())
        .isNotZero();
    assertThat(CallSite.of("unknown", 0).address()).isNotZero();
  }

  @Test
  void placesKeepTheirNumbers() {
    CallSites sites = new CallSites();
    int a = sites.number("a+0x1/0x2");
    int b = sites.number("b+0x1/0x2");
    assertThat(sites.number("a+0x1/0x2")).isEqualTo(a).isNotEqualTo(b);
    assertThat(sites.site(b).symbol()).isEqualTo("b");
    assertThat(sites.site(0).kernelText()).isEqualTo("unknown");
    assertThat(sites.number("unknown")).isZero();
    assertThatThrownBy(() -> sites.site(3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sites.site(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
