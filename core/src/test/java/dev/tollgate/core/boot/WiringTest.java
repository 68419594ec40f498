package dev.tollgate.core.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.IommuFactory;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {

  private final Path folder;

  WiringTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Wiring wire() {
    return Wiring.of(
        PluginLoader.load(PluginFolder.loader(folder, WiringTest.class.getClassLoader())));
  }

  private AbstractThrowableAssert<?, ?> assertRefused() {
    return assertThatThrownBy(this::wire).isInstanceOf(BadInputException.class);
  }

  private void plugin(String className, String id, String bindings) {
    PluginJar.of(className, "\"" + id + "\"", bindings).write(folder.resolve(id + ".jar"));
  }

  @Test
  void hasThePoliciesOfTheCoreWithoutAnyPlugin() {
    Wiring wiring = wire();
    assertThat(wiring.plugins()).hasSize(1);
    assertThat(wiring.plugins().get(0).parts()).contains("policy.off", "policy.strict");
    assertThat(wiring.policies()).containsKeys("off", "strict");
    assertThat(wiring.allocators()).isEmpty();
    assertThat(wiring.iommus()).isEmpty();
    assertThat(wiring.workloads()).isEmpty();
  }

  @Test
  void knowsWhoContributesWhat() {
    plugin("Two", "two", PluginJar.iommu("zebra", "Unit") + PluginJar.iommu("ape", "Unit"));
    plugin("One", "one", PluginJar.iommu("dart", "Unit"));
    plugin("None", "none", "");
    Wiring wiring = wire();
    assertThat(wiring.iommus().keySet()).containsExactly("ape", "dart", "zebra");
    assertThat(wiring.iommus().values())
        .extracting(IommuFactory::description)
        .containsOnly("A unit.");
    assertThat(wiring.plugins().stream().map(PluginInfo::id))
        .containsExactly("none", "one", "policies", "two");
    assertThat(wiring.plugins().get(0).parts()).isEmpty();
    assertThat(wiring.plugins().get(1).parts()).containsExactly("iommu.dart");
    assertThat(wiring.plugins().get(3).parts()).containsExactly("iommu.ape", "iommu.zebra");
  }

  @Test
  void knowsMemoryAllocatorsFromOtherParts() {
    plugin("One", "one", PluginJar.allocator("slab") + PluginJar.iommu("slab", "Unit"));
    plugin("Two", "two", PluginJar.allocator("heap"));
    Wiring wiring = wire();
    assertThat(wiring.allocators().keySet()).containsExactly("heap", "slab");
    assertThat(wiring.allocators().values())
        .extracting(AllocatorFactory::description)
        .containsOnly("A heap.");
    assertThat(wiring.plugins().get(0).parts()).containsExactly("allocator.slab", "iommu.slab");
  }

  @Test
  void namesBothPluginsThatContributeTheSameAllocator() {
    plugin("One", "one", PluginJar.allocator("slab"));
    plugin("Two", "two", PluginJar.allocator("slab"));
    assertRefused()
        .hasMessage(
            "plugins one (%s) and two (%s) both contribute allocator.slab; remove one",
            folder.resolve("one.jar"), folder.resolve("two.jar"));
  }

  @Test
  void namesBothPluginsThatContributeTheSamePart() {
    plugin("One", "one", PluginJar.iommu("dart", "Unit"));
    plugin("Two", "two", PluginJar.iommu("dart", "Unit"));
    assertRefused()
        .hasMessage(
            "plugins one (%s) and two (%s) both contribute iommu.dart; remove one",
            folder.resolve("one.jar"), folder.resolve("two.jar"));
  }

  @Test
  void refusesAPluginThatContributesAPartTwice() {
    plugin("One", "one", PluginJar.iommu("dart", "Unit") + PluginJar.iommu("dart", "Needy"));
    assertRefused()
        .hasMessageStartingWith("the plugins cannot be wired: ")
        .hasMessageContaining("\"dart\"")
        .hasMessageContaining("plugins: [one (" + folder.resolve("one.jar") + "), policies (");
  }

  @Test
  void refusesFactoriesThatDoNotSayHowTheyAreMade() {
    plugin("One", "one", PluginJar.iommu("dart", "NoInject"));
    assertRefused()
        .hasMessageStartingWith("the plugins cannot be wired: No injectable constructor for type ")
        .hasMessageContaining("strange.One$NoInject");
  }

  @Test
  void refusesFactoriesThatNeedWhatNobodyBinds() {
    plugin("One", "one", PluginJar.iommu("dart", "Needy"));
    assertRefused()
        .hasMessageStartingWith("the plugins cannot be wired: ")
        .hasMessageContaining("Runnable");
  }

  @Test
  void namesTheReasonWhyAFactoryCannotBeMade() {
    plugin("One", "one", PluginJar.iommu("dart", "Failing"));
    assertRefused()
        .hasMessageStartingWith("the plugins cannot be wired: ")
        .hasMessageContaining("no such luck");
  }

  @Test
  void namesThePluginWhoseBindingsFail() {
    plugin("One", "one", "throw new IllegalStateException(\"no such luck\");");
    assertRefused()
        .hasMessageStartingWith("plugin one (%s) cannot be wired: ", folder.resolve("one.jar"))
        .hasMessageContaining("no such luck");
  }
}
