package dev.tollgate.allocator.slab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.core.allocator.KmallocAccounting;
import dev.tollgate.core.allocator.KmallocForm;
import dev.tollgate.core.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Table 5 of the Linux-tiny paper, from requests like those it sums up, over SLAB as of 2.6.5. */
class Table5Test {

  private static final Path TRACE = Path.of("../examples/traces/tiny-table5.kmem.ftrace");

  private static final Pattern EVENT =
      Pattern.compile(
          ".* (?<event>kmalloc|kfree): call_site=(?<site>\\S+) ptr=(?<pointer>\\S+)"
              + "(?: bytes_req=(?<asked>\\d+) bytes_alloc=(?<taken>\\d+) .*)?");

  /** As printed, but for the blanks, which the paper does not keep. */
  private static final String TOP =
      """
      total bytes allocated:   266848
      slack bytes allocated:    37774
      net bytes allocated:     145568
      number of allocs:           732
      number of frees:            282
      number of callers:           71
      lost callers:                 0
      lost allocs:                  0
      unknown frees:                0

         total    slack      net alloc/free  caller
           256      203      256     8/0     alloc_vfsmnt+0x73
          8192     3648     4096     2/1     atkbd_connect+0x1b
           192       48       64     3/2     seq_open+0x10
         12288        0     4096     3/2     seq_read+0x53
          8192        0        0     2/2     alloc_skb+0x3b
           960        0        0    10/10    load_elf_interp+0xa1
          1920      288        0    10/10    load_elf_binary+0x100
           320      130        0    10/10    load_elf_binary+0x1d8
           192       48       96     6/3     request_irq+0x22
          7200     1254     7200    75/0     proc_create+0x74
            64       43       64     2/0     proc_symlink+0x40
          4096      984        0     1/1     check_partition+0x1b
         69632        0    45056    17/6     dup_task_struct+0x38
           128       48      128     2/0     netlink_create+0x84
           128       20      128     1/0     ext2_fill_super+0x2f
            32       28       32     1/0     ext2_fill_super+0x385
            32       31       32     1/0     ext2_fill_super+0x3b6
           608       76      384    19/7     __request_region+0x18
            64       32       64     2/0     rand_initialize_disk+0xd
          8192     2016     8192     2/0     alloc_tty_struct+0x10
           128       56      128     2/0     init_dev+0xba
           128       56      128     2/0     init_dev+0xf3
           128        0      128     2/0     create_workqueue+0x28
          8960     1680     8960    70/0     tty_add_class_device+0x20
          2048      960     2048     4/0     alloc_tty_driver+0x10
          9280     2332     9280     4/0     tty_register_driver+0x2d
           288        0      288     9/0     mempool_create+0x16
          1280      196     1280     9/0     mempool_create+0x41
          1536      384     1536     8/0     mempool_create+0x8f
            64       28       64     1/0     kbd_connect+0x3e
           928      348        0    29/29    kmem_cache_create+0x235
         28288     1448    28288    81/0     do_tune_cpucache+0x2c
      """;

  @Test
  void theSameRowsColumnsAndSumsAsPrinted() throws IOException {
    Machine machine = SlabRig.machine(1, 4096);
    KmallocAccounting accounting =
        new KmallocAccounting(SlabRig.old(machine), machine, KmallocForm.TINY);
    Map<String, Long> live = new HashMap<>();
    int events = 0;
    for (String line : Files.readAllLines(TRACE)) {
      Matcher event = EVENT.matcher(line);
      if (line.startsWith("#") || !event.matches()) {
        assertThat(line).startsWith("#");
        continue;
      }
      events++;
      accounting.calledFrom(accounting.callSite(event.group("site")));
      if (event.group("event").equals("kmalloc")) {
        long address = accounting.kmalloc(Long.parseLong(event.group("asked")));
        assertThat(accounting.allocatedBytes(address))
            .isEqualTo(Long.parseLong(event.group("taken")));
        assertThat(live.put(event.group("pointer"), address)).isNull();
      } else {
        Long address = live.remove(event.group("pointer"));
        assertThat(address).as(line).isNotNull();
        accounting.kfree(address == null ? -1 : address);
      }
    }
    assertThat(events).isEqualTo(732 + 282);
    String text = accounting.accounting().kmalloc();
    assertThat(text).startsWith(TOP);
    assertThat(text.substring(TOP.length()).lines())
        .hasSize(71 - 32)
        .allMatch(line -> line.contains(" cut_off_"));
  }
}
