package dev.tollgate.hypervisor.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.DomainSpec;
import dev.tollgate.hypervisor.xen.domain.FrameType;
import dev.tollgate.hypervisor.xen.domain.PageTableEntry;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long pseudo-random sequences of several domains, answered as {@link SlowXen} answers them: frames
 * are conserved, counts are right, and nobody reaches another's frame without a grant.
 */
class XenModelTest {

  private static final int CALLS = 2500;
  private static final int DOMAINS = 3;
  private static final int MOST = 170;
  private static final int FIRST = 64;
  private static final int PAGES = 40;
  private static final int REFERENCES = 12;

  private final Rig rig = new Rig();
  private final SlowXen slow = new SlowXen();
  private final List<TestGuest> guests = new ArrayList<>();
  private Random random = new Random();
  private int done;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void everyAnswerIsTheSlowModels(int seed) {
    random = new Random(seed);
    for (int id = 0; id < DOMAINS; id++) {
      TestGuest guest = rig.guest(new DomainSpec(id, id == 0, 150, MOST, 1, -1));
      guests.add(guest);
      slow.guests.put(id, new SlowXen.Guest(MOST));
      for (int pfn = 0; pfn < 150; pfn++) {
        slow.owners.put(guest.frame(pfn), id);
        slow.guest(id).pages.put(pfn, guest.frame(pfn));
      }
    }
    for (int call = 0; call < CALLS; call++) {
      step(guests.get(random.nextInt(DOMAINS)));
      if (call % 250 == 0) {
        compare();
      }
    }
    compare();
    assertThat(done).as("operations that succeeded").isGreaterThan(CALLS / 10);
  }

  private void step(TestGuest guest) {
    switch (random.nextInt(10)) {
      case 0, 1 -> grant(guest);
      case 2, 3 -> map(guest);
      case 4 -> unmap(guest);
      case 5 -> copy(guest);
      case 6 -> transfer(guest);
      case 7 -> unmapPage(guest);
      case 8 -> giveBack(guest);
      default -> populate(guest);
    }
  }

  private int slot() {
    return FIRST + random.nextInt(PAGES);
  }

  private int reference() {
    return random.nextInt(50) == 0 ? 2048 : 8 + random.nextInt(REFERENCES);
  }

  private long frameAt(int domain, int slot) {
    return slow.guest(domain).pages.getOrDefault(slot, -1L);
  }

  private int id(TestGuest guest) {
    return guest.domain.id();
  }

  private void grant(TestGuest guest) {
    int reference = 8 + random.nextInt(REFERENCES);
    if (!slow.uses(id(guest), reference).isEmpty()) {
      return;
    }
    boolean transfer = random.nextInt(4) == 0;
    boolean readOnly = !transfer && random.nextInt(3) == 0;
    int user = random.nextInt(DOMAINS);
    long frame = frameAt(random.nextInt(8) == 0 ? user : id(guest), slot());
    frame = frame < 0 ? 0xffff_ffffL : frame;
    guest.grant(reference, user, frame, transfer ? 2 : readOnly ? 5 : 1);
    slow.guest(id(guest))
        .grants
        .put(reference, new SlowXen.Entry(transfer ? 2 : 1, user, frame, readOnly, false));
  }

  private void map(TestGuest guest) {
    int granter = random.nextInt(30) == 0 ? 9 : random.nextInt(DOMAINS);
    int reference = reference();
    int flags = random.nextInt(8);
    int slot = slot();
    int status = guest.mapGrant(flags, granter, reference, TestGuest.va(slot, 0));
    int expected = slow.map(id(guest), granter, reference, flags, slot, guest.handle());
    assertThat(status)
        .as("map %d of %d by %s", reference, granter, guest.domain)
        .isEqualTo(expected);
    done += status == 0 ? 1 : 0;
  }

  private void unmap(TestGuest guest) {
    int handle = random.nextInt(8);
    SlowXen.@Nullable Mapping made = slow.handles.getOrDefault(id(guest), Map.of()).get(handle);
    int slot = made == null || random.nextInt(8) == 0 ? slot() : made.slot;
    if (random.nextInt(6) == 0) {
      slot = -1;
    }
    boolean device = made != null && random.nextInt(4) > 0;
    if (made != null
        && slot >= 0
        && made.host
        && slot != made.slot
        && sameFrameElsewhere(guest, slot, made)) {
      return; // Xen would undo the other mapping's entry: a guest that confuses itself
    }
    long host = slot < 0 ? 0 : TestGuest.va(slot, 0);
    int status = guest.unmapGrant(handle, host, device ? busAddress(made) : 0);
    assertThat(status)
        .as("unmap %d of %s", handle, guest.domain)
        .isEqualTo(slow.unmap(id(guest), handle, slot, device));
    done += status == 0 ? 1 : 0;
  }

  private static long busAddress(SlowXen.@Nullable Mapping made) {
    return made == null ? 0 : made.frame << 12;
  }

  private boolean sameFrameElsewhere(TestGuest guest, int slot, SlowXen.Mapping made) {
    return Objects.requireNonNull(slow.handles.get(id(guest))).values().stream()
        .anyMatch(use -> use != made && use.host && use.slot == slot && use.frame == made.frame);
  }

  private void copy(TestGuest guest) {
    int granter = random.nextInt(DOMAINS);
    int reference = reference();
    int slot = slot();
    long target = frameAt(id(guest), slot);
    if (target < 0) {
      return;
    }
    int expected = slow.mayUse(id(guest), granter, reference, true);
    if (expected == 0 && slow.owners.getOrDefault(target, -1) != id(guest)) {
      expected = -1;
    }
    long source = expected == 0 ? slow.frame(granter, reference) : 0;
    if (expected == 0) {
      long word = random.nextLong();
      rig.domains.memory().writeLongLittleEndian(source << 12, word);
      slow.words.put(source, word);
      slow.words.put(target, word);
    }
    assertThat(guest.copy(reference, granter, 0, target, DomainIds.SELF, 0, 8, 1))
        .as("copy %d of %d by %s", reference, granter, guest.domain)
        .isEqualTo(expected);
    done += expected == 0 ? 1 : 0;
  }

  private void transfer(TestGuest guest) {
    int slot = slot();
    long frame = frameAt(id(guest), slot);
    if (frame < 0) {
      return;
    }
    if (random.nextInt(6) > 0) {
      guest.unmap(slot);
      slow.unmapPage(id(guest), slot);
    }
    int receiver = random.nextInt(DOMAINS);
    int reference = 8 + random.nextInt(REFERENCES);
    int expected = slow.transfer(id(guest), frame, receiver, reference);
    assertThat(guest.transfer(frame, receiver, reference))
        .as("transfer of 0x%x by %s to %d", frame, guest.domain, receiver)
        .isEqualTo(expected);
    if (expected == 0) {
      done++;
      int free = slot();
      if (!slow.isGrantedSlot(receiver, free)) {
        guests.get(receiver).map(free, frame);
        slow.mapPage(receiver, free, frame);
      }
    }
  }

  private void unmapPage(TestGuest guest) {
    int slot = slot();
    if (!slow.isGrantedSlot(id(guest), slot)) {
      guest.unmap(slot);
      slow.unmapPage(id(guest), slot);
    }
  }

  private void giveBack(TestGuest guest) {
    long frame = frameAt(random.nextInt(10) == 0 ? 0 : id(guest), slot());
    long list = TestGuest.va(5, 0);
    guest.put64(list, frame);
    guest.reservation(TestGuest.va(4, 0), list, 1, 0, DomainIds.SELF);
    boolean expected = slow.giveBack(id(guest), frame);
    assertThat(guest.call(HypercallNumbers.MEMORY_OP, 1, TestGuest.va(4, 0)))
        .isEqualTo(expected ? 1 : 0);
    done += expected ? 1 : 0;
  }

  private void populate(TestGuest guest) {
    int slot = slot();
    long list = TestGuest.va(5, 0);
    guest.put64(list, slot);
    guest.reservation(TestGuest.va(4, 0), list, 1, 0, DomainIds.SELF);
    long got = guest.call(HypercallNumbers.MEMORY_OP, 6, TestGuest.va(4, 0));
    assertThat(got).isEqualTo(slow.pages(id(guest)) < MOST ? 1 : 0);
    if (got == 1) {
      done++;
      long frame = guest.get64(list);
      assertThat(slow.owners).as("a free frame").doesNotContainKey(frame);
      slow.owners.put(frame, id(guest));
      slow.words.remove(frame);
      if (!slow.isGrantedSlot(id(guest), slot)) {
        assertThat(
                guest.call(
                    HypercallNumbers.UPDATE_VA_MAPPING,
                    TestGuest.va(slot, 0),
                    PageTableEntry.kernel(frame, true),
                    0))
            .isZero();
        slow.mapPage(id(guest), slot, frame);
      }
    }
  }

  private void compare() {
    rig.xen.check();
    long owned = 0;
    for (TestGuest guest : guests) {
      assertThat(guest.domain.pages()).isEqualTo(slow.pages(id(guest)));
      owned += guest.domain.pages();
      for (int reference = 8; reference < 8 + REFERENCES; reference++) {
        assertThat(guest.grantFlags(reference))
            .as("flags of %d of %s", reference, guest.domain)
            .isEqualTo(slow.flags(id(guest), reference));
      }
    }
    assertThat(owned).isEqualTo(slow.owners.size());
    slow.owners.forEach(
        (frame, owner) -> {
          assertThat(rig.domains.frames().owner(frame)).isEqualTo(owner);
          if (rig.domains.frames().type(frame) != FrameType.PAGE_TABLE) {
            assertThat((long) rig.domains.frames().references(frame))
                .as("references of 0x%x", frame)
                .isEqualTo(slow.references(frame));
          }
        });
    slow.words.forEach(
        (frame, word) ->
            assertThat(rig.domains.memory().readLongLittleEndian(frame << 12)).isEqualTo(word));
  }
}
