package dev.tollgate.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.core.error.BadInputException;
import dev.tollgate.core.machine.IoBusTiming;
import dev.tollgate.core.machine.Machine;
import dev.tollgate.core.machine.MachineProfile;
import dev.tollgate.core.machine.MachineProfile.PageAllocation;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachinesTest {

  private static final String MINE =
      """
      machines.mine {
        description = "My laptop."
        cpus = 4
        clock = 2.5 GHz
        ram = 2M
      }
      """;

  private final Path folder;

  MachinesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void knowsThePapersServer() {
    MachineProfile x460 = Conf.with().machine("x460");
    assertThat(x460.cpus()).isEqualTo(8);
    assertThat(x460.cpuHz()).isEqualTo(3_000_000_000L);
    assertThat(x460.ramBytes()).isEqualTo(4L << 30);
    assertThat(x460.firmwareBytes()).isZero();
    assertThat(x460.pageAllocator()).isEqualTo(PageAllocation.BUDDY);
    assertThat(x460.costProfile()).isEqualTo("x460");
  }

  @Test
  void letsTheOraclesTracesNameMoreFramesThanItsAllocatorGives() {
    MachineProfile oracle = Conf.with().machine("oracle");
    assertThat(oracle.ramBytes()).isEqualTo(4096L << 28);
    assertThat(oracle.pageFrames()).isEqualTo(65536);
    assertThat(oracle.pageAllocator()).isEqualTo(PageAllocation.FIRST_FIT);
    Machine machine = new Machine(oracle, Conf.with().costProfile("generic"));
    machine.memory().writeByte((4096L << 28) - 1, (byte) 7);
    assertThat(machine.pages().freeBlocks().frames()).isEqualTo(65536);
    assertThat(machine.placeTable("table", 8 << 20, 8 << 20, Long.MAX_VALUE))
        .isGreaterThanOrEqualTo(4096L << 28);
  }

  @Test
  void keepsTablesOfTheLabMachineOutOfItsRam() {
    MachineProfile lab = Conf.with().machine("lab");
    Machine machine = new Machine(lab, Conf.with().costProfile(lab.costProfile()));
    assertThat(machine.placeTable("table", 8 << 20, 8 << 20, 4L << 30))
        .isGreaterThanOrEqualTo(512 << 20);
    assertThat(machine.pages().freeBlocks().frames()).isEqualTo(131072);
  }

  @Test
  void readsMachinesOfTheUser() {
    MachineProfile mine = Conf.file(folder, MINE).machine("mine");
    assertThat(mine)
        .isEqualTo(
            new MachineProfile(
                "mine",
                "My laptop.",
                4,
                2_500_000_000L,
                2 << 20,
                0,
                512,
                PageAllocation.BUDDY,
                "generic",
                IoBusTiming.NONE));
  }

  @Test
  void changesTheMachineOfTheRunWhicheverItIs() {
    Configuration configuration = Conf.with("machine.ram=700K", "machine.page-allocator=first-fit");
    assertThat(configuration.machine("lab").ramBytes()).isEqualTo(700 << 10);
    assertThat(configuration.machine("lab").pageFrames()).isEqualTo(175);
    assertThat(configuration.machine("x460").pageAllocator()).isEqualTo(PageAllocation.FIRST_FIT);
    assertThat(configuration.machine("x460").cpus()).isEqualTo(8);
  }

  @Test
  void leavesNoMoreFramesToThePageAllocatorThanThereIsMemory() {
    assertThat(Conf.with("machine.ram=2800K").machine("oracle").pageFrames()).isEqualTo(700);
    assertThat(Conf.with("machine.ram=1G").machine("oracle").pageFrames()).isEqualTo(65536);
    MachineProfile oracle = Conf.with("machine.frames=700").machine("oracle");
    assertThat(oracle.pageFrames()).isEqualTo(700);
    assertThat(oracle.ramBytes()).isEqualTo(4096L << 28);
  }

  @Test
  void changesOneMachineForAllRuns() {
    Configuration configuration = Conf.with("machines.lab.cpus=2");
    assertThat(configuration.machine("lab").cpus()).isEqualTo(2);
    assertThat(configuration.machine("x460").cpus()).isEqualTo(8);
  }

  @Test
  void findsAChangeThatDoesNotFitTheChosenMachine() {
    Configuration configuration = Conf.with("machine.frames=200000");
    assertThat(configuration.machine("x460").pageFrames()).isEqualTo(200000);
    assertThatThrownBy(() -> configuration.machine("lab"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "--set machine.frames=200000: machines.lab.frames is \"200000\", more than the 131072"
                + " of ram");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "machine.rma=1G | unknown key machine.rma; did you mean ram?",
        "machine.ram=4097 | machines.x460.ram is \"4097\", not a multiple of 4K",
        "machine.firmware=1 | machines.x460.firmware is \"1\", not a multiple of 4K",
        "machine.ram=8T | machines.x460.ram is \"8T\", more than a page allocator spans; set frames"
            + " to at most 1073741824",
        "machine.cpus=0 | machine.cpus is \"0\"; expected a whole number from 1 to 1024",
        "machine.page-allocator=budy | machine.page-allocator is \"budy\"; expected one of buddy,"
            + " first-fit; did you mean buddy?",
        "machine.cost=x461 | there is no cost profile x461; did you mean x460?",
        "machine.cost=[] | machine.cost is the list []; expected text",
        "machines.x460.cost=lba | there is no cost profile lba; did you mean lab?",
        "machines.Mine={} | \"Mine\" is no name of a machine; expected lower-case letters and"
            + " digits, beginning with a letter, words joined by single hyphens",
        "machines.mine={} | machines.mine lacks the key description",
      })
  void refusesMachinesThatCannotBe(String override, String message) {
    assertThatThrownBy(() -> Conf.with(override).machine("x460"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("--set " + override + ": " + message);
  }

  @Test
  void namesTheLineOfAMachineThatLacksAKey() {
    Conf.refused(
        folder,
        "\n" + MINE.replace("clock = 2.5 GHz", ""),
        "a.conf:2: machines.mine lacks the key clock");
  }
}
