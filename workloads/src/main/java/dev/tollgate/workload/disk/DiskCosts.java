package dev.tollgate.workload.disk;

import dev.tollgate.core.cost.CostCenter;
import dev.tollgate.core.cost.CycleLedger;
import dev.tollgate.core.cost.KernelSteps;
import dev.tollgate.core.cost.Step;
import dev.tollgate.core.cost.Steps;
import dev.tollgate.core.machine.KernelHost;
import dev.tollgate.core.machine.Machine;

/** The accounts of the kernel above a disk's driver, opened once. */
final class DiskCosts {

  private final CycleLedger ledger;
  private final KernelHost host;
  final int bio;
  final int mergeTry;
  final int request;
  final int requestEnd;
  final int pageLookup;
  final int pageInsert;
  final int pageState;
  final int pagePin;
  final int fileCall;
  final int open;
  final int nameChange;
  final int stat;
  final int asyncIo;
  final int benchmark;
  final int syscall;
  final int copiedByte;
  final int clearedByte;
  final int pageAllocation;
  final int pageFree;
  final int wakeUp;
  final int contextSwitch;
  final int interrupt;
  final int softInterrupt;

  DiskCosts(Machine machine) {
    this.ledger = machine.ledger();
    this.host = machine.host();
    bio = protocol(DiskSteps.BIO);
    mergeTry = protocol(DiskSteps.MERGE_TRY);
    request = protocol(DiskSteps.REQUEST);
    requestEnd = protocol(DiskSteps.REQUEST_END);
    pageLookup = protocol(DiskSteps.PAGE_LOOKUP);
    pageInsert = protocol(DiskSteps.PAGE_INSERT);
    pageState = protocol(DiskSteps.PAGE_STATE);
    pagePin = protocol(DiskSteps.PAGE_PIN);
    fileCall = protocol(DiskSteps.FILE_CALL);
    open = protocol(DiskSteps.OPEN);
    nameChange = protocol(DiskSteps.NAME_CHANGE);
    stat = protocol(DiskSteps.STAT);
    asyncIo = protocol(DiskSteps.ASYNC_IO);
    benchmark = ledger.open(CostCenter.SYSCALL, DiskSteps.BENCHMARK);
    syscall = ledger.open(CostCenter.SYSCALL, KernelSteps.SYSCALL);
    copiedByte = ledger.open(CostCenter.SYSCALL, Steps.COPY_BYTE);
    clearedByte = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.ZERO_BYTE);
    pageAllocation = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_ALLOCATION);
    pageFree = ledger.open(CostCenter.MEMORY_ALLOCATION, Steps.PAGE_FREE);
    wakeUp = ledger.open(CostCenter.PROTOCOL, KernelSteps.WAKE_UP);
    contextSwitch = ledger.open(CostCenter.PROTOCOL, KernelSteps.CONTEXT_SWITCH);
    interrupt = ledger.open(CostCenter.INTERRUPT, KernelSteps.INTERRUPT);
    softInterrupt = ledger.open(CostCenter.INTERRUPT, KernelSteps.SOFT_INTERRUPT);
  }

  private int protocol(Step step) {
    return ledger.open(CostCenter.PROTOCOL, step);
  }

  /** Books steps, and tells what the kernel runs on of those that pass through it. */
  void add(int account, long count) {
    ledger.add(account, count);
    if (account == syscall) {
      host.systemCall();
    } else if (account == contextSwitch) {
      host.contextSwitch();
    } else if (account == interrupt) {
      host.interrupt();
    }
  }

  /** Steps booked. */
  long count(int account) {
    return ledger.count(account);
  }
}
