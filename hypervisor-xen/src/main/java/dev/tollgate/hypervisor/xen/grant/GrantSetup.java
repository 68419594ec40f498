package dev.tollgate.hypervisor.xen.grant;

import dev.tollgate.hypervisor.xen.domain.Domain;
import dev.tollgate.hypervisor.xen.domain.DomainIds;
import dev.tollgate.hypervisor.xen.domain.GuestStructure;

/** {@code GNTTABOP_setup_table}, {@code GNTTABOP_query_size} and {@code GNTTABOP_dump_table}. */
final class GrantSetup {

  static final int SETUP_BYTES = 24;
  static final int SETUP_STATUS = 8;
  static final int QUERY_BYTES = 16;
  static final int DUMP_BYTES = 4;

  private static final int QUERY_STATUS = 12;
  private static final int DUMP_STATUS = 2;

  private final GrantTables tables;

  GrantSetup(GrantTables tables) {
    this.tables = tables;
  }

  /**
   * Gives a table room for as many frames and writes their numbers to the caller's list, as far as
   * it can be written.
   */
  int setup(Domain caller, GuestStructure operation) {
    long wanted = operation.u32(4);
    long list = operation.u64(16);
    int status = access(caller, operation.u16(0));
    if (status == GrantStatus.OKAY) {
      GrantTable table = tableOf(caller, operation.u16(0));
      if (wanted > table.mostFrames() || (wanted > table.frames() && !table.grow((int) wanted))) {
        status = GrantStatus.GENERAL_ERROR;
      } else {
        for (int i = 0; i < wanted; i++) {
          if (!caller.memory().writeLong(list + (long) Long.BYTES * i, table.frame(i))) {
            status = GrantStatus.GENERAL_ERROR;
            break;
          }
        }
      }
    }
    operation.put16(SETUP_STATUS, status);
    return status;
  }

  /** Says how many frames a table has and may have. */
  int query(Domain caller, GuestStructure operation) {
    int status = access(caller, operation.u16(0));
    if (status == GrantStatus.OKAY) {
      GrantTable table = tableOf(caller, operation.u16(0));
      operation.put32(4, table.frames());
      operation.put32(8, table.mostFrames());
    }
    operation.put16(QUERY_STATUS, status);
    return status;
  }

  /** Would print a table to Xen's console. */
  int dump(Domain caller, GuestStructure operation) {
    int status = access(caller, operation.u16(0));
    operation.put16(DUMP_STATUS, status);
    return status;
  }

  private int access(Domain caller, int id) {
    if (id != DomainIds.SELF && !caller.isPrivileged()) {
      return GrantStatus.PERMISSION_DENIED;
    }
    return tables.table(id == DomainIds.SELF ? caller.id() : id) == null
        ? GrantStatus.BAD_DOMAIN
        : GrantStatus.OKAY;
  }

  private GrantTable tableOf(Domain caller, int id) {
    return tables.userOf(id == DomainIds.SELF ? caller.id() : id).table();
  }
}
