package dev.tollgate.core.boot;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.inject.Binding;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinderBinding;
import com.google.inject.multibindings.MultibinderBinding;
import com.google.inject.multibindings.MultibindingsTargetVisitor;
import com.google.inject.multibindings.OptionalBinderBinding;
import com.google.inject.spi.DefaultBindingTargetVisitor;
import com.google.inject.spi.Element;
import dev.tollgate.core.spi.AllocatorFactory;
import dev.tollgate.core.spi.HypervisorFactory;
import dev.tollgate.core.spi.IommuFactory;
import dev.tollgate.core.spi.ProtectionPolicyFactory;
import dev.tollgate.core.spi.WorkloadFactory;
import java.util.List;
import java.util.Map;

/** The parts that a plugin's bindings add, found by reading the bindings before they are wired. */
final class Contributions {

  private static final ImmutableMap<TypeLiteral<?>, String> KINDS =
      ImmutableMap.of(
          TypeLiteral.get(AllocatorFactory.class), "allocator",
          TypeLiteral.get(HypervisorFactory.class), "environment",
          TypeLiteral.get(IommuFactory.class), "iommu",
          TypeLiteral.get(ProtectionPolicyFactory.class), "policy",
          TypeLiteral.get(WorkloadFactory.class), "workload");

  private final List<Element> elements;
  private final ImmutableSortedSet.Builder<String> parts = ImmutableSortedSet.naturalOrder();

  private Contributions(List<Element> elements) {
    this.elements = elements;
  }

  /** Kinds and names, sorted, each once: {@code iommu.dart}. */
  static ImmutableList<String> of(List<Element> elements) {
    Contributions contributions = new Contributions(elements);
    for (Element element : elements) {
      if (element instanceof Binding<?> binding) {
        contributions.add(binding);
      }
    }
    return contributions.parts.build().asList();
  }

  private <T> void add(Binding<T> binding) {
    binding.acceptTargetVisitor(new MapVisitor<T>());
  }

  private final class MapVisitor<T> extends DefaultBindingTargetVisitor<T, Void>
      implements MultibindingsTargetVisitor<T, Void> {

    @Override
    @SuppressWarnings("NullAway") // Void has no other value.
    public Void visit(MapBinderBinding<? extends T> map) {
      String kind = KINDS.get(map.getValueTypeLiteral());
      if (kind != null) {
        for (Map.Entry<?, Binding<?>> entry : map.getEntries(elements)) {
          parts.add(kind + "." + entry.getKey());
        }
      }
      return null;
    }

    @Override
    public Void visit(MultibinderBinding<? extends T> set) {
      return visitOther(null);
    }

    @Override
    public Void visit(OptionalBinderBinding<? extends T> optional) {
      return visitOther(null);
    }
  }
}
