package dev.tollgate.hypervisor.xen.split;

import com.google.common.collect.ImmutableList;
import dev.tollgate.core.machine.PhysicalMemory;
import dev.tollgate.core.spi.CallBatches;
import dev.tollgate.core.spi.FrameCopies;
import dev.tollgate.core.spi.FrameMappings;
import dev.tollgate.core.spi.SharedFrames;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.LinearMap;
import dev.tollgate.hypervisor.xen.grant.GrantCopy;
import dev.tollgate.hypervisor.xen.grant.GrantFlags;
import dev.tollgate.hypervisor.xen.grant.GrantMapping;
import dev.tollgate.hypervisor.xen.grant.GrantStatus;
import dev.tollgate.hypervisor.xen.grant.GrantTableOp;
import dev.tollgate.hypervisor.xen.grant.GuestGrants;
import dev.tollgate.hypervisor.xen.hypercall.HypercallNumbers;
import dev.tollgate.hypervisor.xen.hypercall.Hypercalls;
import dev.tollgate.hypervisor.xen.multicall.CallList;
import org.jspecify.annotations.Nullable;

/**
 * Xen's grants as split drivers use them: entries of the grant table written by the granting
 * kernel, and {@code grant_table_op} with an array of operations for everything else, by itself or
 * as an entry of a multicall.
 *
 * <p>A page is mapped for the kernel's CPUs (GNTMAP_host_map) at a virtual address of its own, and
 * for devices too (GNTMAP_device_map) where that is asked for. Statuses are those of the ABI.
 */
public final class XenSharedFrames implements SharedFrames, CallBatches {

  private final ImmutableList<Kernel> kernels;
  private final Hypercalls hypercalls;
  private final ImmutableList<ImmutableList<CallList>> lists;
  private final int[] slotOfHandle;
  private final boolean forDevices;
  private int batching = -1;
  private @Nullable FrameCopies batched;

  /**
   * Over the kernels of all guests.
   *
   * @param lists a list of calls for each CPU of each guest
   * @param handles most grants mapped at a time
   * @param forDevices whether drivers are to have pages mapped for devices too
   */
  public XenSharedFrames(
      ImmutableList<Kernel> kernels,
      Hypercalls hypercalls,
      ImmutableList<ImmutableList<CallList>> lists,
      int handles,
      boolean forDevices) {
    this.forDevices = forDevices;
    this.kernels = kernels;
    this.hypercalls = hypercalls;
    this.lists = lists;
    this.slotOfHandle = new int[handles];
  }

  @Override
  public int grant(int from, int to, long frame, boolean readOnly) {
    int reference =
        kernels.get(from).grants().grantAccess(kernels.get(to).domain().id(), frame, readOnly);
    return reference == GuestGrants.NONE ? NONE : reference;
  }

  @Override
  public boolean end(int from, int grant) {
    GuestGrants grants = kernels.get(from).grants();
    if (!grants.endAccess(grant)) {
      return false;
    }
    grants.release(grant);
    return true;
  }

  @Override
  public boolean mapsForDevices() {
    return forDevices;
  }

  @Override
  public void map(int guest, FrameMappings list) {
    Kernel kernel = kernels.get(guest);
    OperationList operations = kernel.operations();
    for (int i = 0; i < list.size(); i++) {
      int at = i * GrantMapping.MAP_BYTES;
      int slot = kernel.takeSlot();
      list.handle[i] = slot; // until the real one is known
      int flags =
          GrantFlags.HOST_MAP
              | (list.readOnly[i] ? GrantFlags.READ_ONLY : 0)
              | (list.forDevice[i] ? GrantFlags.DEVICE_MAP : 0);
      operations.put64(at, LinearMap.addressOf(slot));
      operations.put32(at + 8, flags);
      operations.put32(at + 12, list.grant[i]);
      operations.put16(at + 16, kernels.get(list.owner[i]).domain().id());
      operations.put16(at + GrantMapping.MAP_STATUS, GrantStatus.GENERAL_ERROR);
    }
    call(kernel, GrantTableOp.MAP_GRANT_REF, list.size(), GrantMapping.MAP_BYTES);
    for (int i = 0; i < list.size(); i++) {
      int at = i * GrantMapping.MAP_BYTES;
      int slot = list.handle[i];
      list.status[i] = operations.get16(at + GrantMapping.MAP_STATUS);
      if (list.status[i] != GrantStatus.OKAY) {
        kernel.giveSlot(slot);
        continue;
      }
      list.handle[i] = operations.get32(at + 20);
      slotOfHandle[list.handle[i]] = slot;
      list.busAddress[i] = operations.get64(at + 24);
      list.frame[i] =
          kernel.domain().memory().translate(LinearMap.addressOf(slot), false)
              >>> PhysicalMemory.FRAME_SHIFT;
    }
  }

  @Override
  public void unmap(int guest, FrameMappings list) {
    Kernel kernel = kernels.get(guest);
    OperationList operations = kernel.operations();
    for (int i = 0; i < list.size(); i++) {
      int at = i * GrantMapping.UNMAP_BYTES;
      operations.put64(at, LinearMap.addressOf(slotOfHandle[list.handle[i]]));
      operations.put64(at + 8, list.forDevice[i] ? list.busAddress[i] : 0);
      operations.put32(at + 16, list.handle[i]);
      operations.put16(at + GrantMapping.UNMAP_STATUS, GrantStatus.GENERAL_ERROR);
    }
    call(kernel, GrantTableOp.UNMAP_GRANT_REF, list.size(), GrantMapping.UNMAP_BYTES);
    for (int i = 0; i < list.size(); i++) {
      list.status[i] = operations.get16(i * GrantMapping.UNMAP_BYTES + GrantMapping.UNMAP_STATUS);
      if (list.status[i] == GrantStatus.OKAY) {
        kernel.giveSlot(slotOfHandle[list.handle[i]]);
      }
    }
  }

  @Override
  public void copy(int guest, FrameCopies list) {
    Kernel kernel = kernels.get(guest);
    OperationList operations = kernel.operations();
    for (int i = 0; i < list.size(); i++) {
      write(operations, i * GrantCopy.BYTES, list, i);
    }
    if (batching == guest) {
      operations.store(list.size() * GrantCopy.BYTES);
      list(guest)
          .add(
              HypercallNumbers.GRANT_TABLE_OP,
              GrantTableOp.COPY,
              operations.pointer(),
              list.size(),
              0);
      batched = list;
      return;
    }
    call(kernel, GrantTableOp.COPY, list.size(), GrantCopy.BYTES);
    readStatuses(operations, list);
  }

  private void write(OperationList operations, int at, FrameCopies list, int i) {
    int own = list.toGranted[i] ? at : at + 16;
    int other = list.toGranted[i] ? at + 16 : at;
    operations.put64(own, list.own[i] >>> PhysicalMemory.FRAME_SHIFT);
    operations.put16(own + 8, DomainIds.SELF);
    operations.put16(own + 10, (int) list.own[i] & (PhysicalMemory.FRAME_BYTES - 1));
    operations.put64(other, list.grant[i]);
    operations.put16(other + 8, kernels.get(list.owner[i]).domain().id());
    operations.put16(other + 10, list.offset[i]);
    operations.put16(at + 32, list.length[i]);
    operations.put16(at + 34, list.toGranted[i] ? GrantCopy.TARGET_GRANT : GrantCopy.SOURCE_GRANT);
    operations.put16(at + GrantCopy.STATUS, GrantStatus.GENERAL_ERROR);
  }

  private static void readStatuses(OperationList operations, FrameCopies list) {
    for (int i = 0; i < list.size(); i++) {
      list.status[i] = operations.get16(i * GrantCopy.BYTES + GrantCopy.STATUS);
    }
  }

  private void call(Kernel kernel, int command, int count, int structureBytes) {
    OperationList operations = kernel.operations();
    if (count > operations.room(structureBytes)) {
      throw new IllegalArgumentException("%d grant operations at once".formatted(count));
    }
    operations.store(count * structureBytes);
    hypercalls.call(
        kernel.current(), HypercallNumbers.GRANT_TABLE_OP, command, operations.pointer(), count);
    operations.load(count * structureBytes);
  }

  private CallList list(int guest) {
    return lists.get(guest).get(kernels.get(guest).current().number());
  }

  @Override
  public void begin(int guest) {
    if (batching >= 0) {
      throw new IllegalStateException("lists of calls do not nest");
    }
    batching = guest;
  }

  @Override
  public int issue(int guest) {
    batching = -1;
    Kernel kernel = kernels.get(guest);
    int calls = list(guest).issue();
    FrameCopies copies = batched;
    if (copies != null) {
      batched = null;
      kernel.operations().load(copies.size() * GrantCopy.BYTES);
      readStatuses(kernel.operations(), copies);
    }
    return calls;
  }
}
