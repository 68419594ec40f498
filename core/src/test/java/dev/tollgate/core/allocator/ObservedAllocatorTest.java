package dev.tollgate.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.tollgate.core.machine.ObjectMap;
import dev.tollgate.core.spi.CacheSpec;
import dev.tollgate.core.spi.KernelAllocator;
import dev.tollgate.core.spi.ObjectCache;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObservedAllocatorTest {

  private static final long OBJECT = 4096;

  private final List<String> order = new ArrayList<>();
  private final ObjectMap objects = new ObjectMap();
  private final ObservedAllocator observed =
      new ObservedAllocator(recorded(KernelAllocator.class), objects);

  @BeforeEach
  void listen() {
    order.clear();
    objects.tell(
        new ObjectMap.Listener() {
          @Override
          public void changing() {
            order.add("changing");
          }

          @Override
          public void changed(long frame, int from, int to, int who, boolean isTaken) {}
        });
  }

  @Test
  void changesAreAnnouncedBeforeTheAllocatorActs() {
    observed.kmalloc(64);
    assertThat(order).startsWith("changing", "kmalloc");
    order.clear();
    observed.kfree(OBJECT);
    assertThat(order).startsWith("changing", "kfree");
  }

  @Test
  void changesAreAnnouncedBeforeACacheActs() {
    ObjectCache cache = observed.createCache(new CacheSpec("packets", 232, 0, ImmutableSet.of()));
    order.clear();
    cache.allocate();
    assertThat(order).startsWith("changing", "allocate");
    order.clear();
    cache.free(OBJECT);
    assertThat(order).startsWith("changing", "free");
  }

  /** Something that writes down what it is asked, and has one object to give. */
  private <T> T recorded(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              order.add(method.getName());
              Class<?> answer = method.getReturnType();
              if (answer == long.class) {
                return OBJECT;
              }
              if (answer == int.class) {
                return 0;
              }
              return answer == ObjectCache.class ? recorded(ObjectCache.class) : null;
            }));
  }
}
