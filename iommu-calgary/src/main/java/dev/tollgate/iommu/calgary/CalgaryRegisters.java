package dev.tollgate.iommu.calgary;

/**
 * Offsets and bits of the registers that Linux's driver uses, in bytes from a chip's base address.
 *
 * <p>A chip has four PCI host bridges, numbered 0 to 3. Table address registers and split queues
 * stand in the chip's own space, the rest in one block for each bridge. Source: the definitions at
 * the head of Linux's arch/x86/kernel/pci-calgary_64.c; the chips' manual was never published.
 */
final class CalgaryRegisters {

  /** Host bridges of one chip. */
  static final int BRIDGES_PER_CHIP = 4;

  /** Bytes of a bridge's register block. */
  static final int BLOCK_BYTES = 0x1000;

  /** Channel status: what went wrong last. */
  static final int CSR = 0x110;

  /** Posted-write status; reading it pushes posted writes out. */
  static final int PLSSR = 0x120;

  /** Configuration. */
  static final int CONFIG_RW = 0x160;

  /** Peripheral memory window 1: low and high half of its start, and its limit. */
  static final int MEM_1_LOW = 0x190;

  /** See {@link #MEM_1_LOW}. */
  static final int MEM_1_HIGH = 0x1a0;

  /** See {@link #MEM_1_LOW}. */
  static final int MEM_1_SIZE = 0x1c0;

  /** Bus arbitration: 0 lets no device onto the bus. */
  static final int AER = 0x200;

  /** Channel status mask (CalIOC2). */
  static final int CSMR = 0x290;

  /** Peripheral memory window 2: low and high half of its start and of its limit. */
  static final int MEM_2_LOW = 0x2b0;

  /** See {@link #MEM_2_LOW}. */
  static final int MEM_2_HIGH = 0x2c0;

  /** See {@link #MEM_2_LOW}. */
  static final int MEM_2_SIZE_HIGH = 0x2d0;

  /** See {@link #MEM_2_LOW}. */
  static final int MEM_2_SIZE_LOW = 0x2e0;

  /** Machine check (CalIOC2). */
  static final int MCK = 0x800;

  /** First of the error registers (CalIOC2). */
  static final int FIRST_ERROR = 0x810;

  /** Last of the error registers (CalIOC2); they stand 16 bytes apart. */
  static final int LAST_ERROR = 0x870;

  /** State of the root complex (CalIOC2). */
  static final int ROOT_COMPLEX_STATUS = 0xcb0;

  /** Page migration debug (CalIOC2). */
  static final int PAGE_MIG_DEBUG = 0xda0;

  /** Page migration control, also called PMR (CalIOC2). */
  static final int PAGE_MIG_CTRL = 0xda8;

  /** In {@link #CONFIG_RW}: translate. */
  static final int TCE_ENABLE = 0x2000_0000;

  /** In {@link #CONFIG_RW}: all slots of the bus are off. */
  static final int SLOT_DISABLE = 0x1c00_0000;

  /** In {@link #CONFIG_RW}: no dual address cycles, hence no bus address beyond 4 GiB. */
  static final int DAC_DISABLE = 0x0100_0000;

  /** In {@link #CONFIG_RW}: memory window 2 is in use. */
  static final int MEM2_ENABLE = 0x0040_0000;

  /** In {@link #CONFIG_RW}: machine check status. */
  static final int MCSR_ENABLE = 0x0010_0000;

  /** In {@link #CSR}: any of these says that a DMA went wrong. */
  static final int CSR_AGENT_MASK = 0xffe0_ffff;

  /** In {@link #PAGE_MIG_CTRL}: bring the bus to a stop. */
  static final int PMR_SOFTSTOP = 0x8000_0000;

  /** In {@link #PAGE_MIG_DEBUG}: the bus would not stop. */
  static final int PMR_SOFTSTOPFAULT = 0x4000_0000;

  /** In {@link #PAGE_MIG_CTRL}: the bus is held. */
  static final int PMR_HARDSTOP = 0x2000_0000;

  /** In a table address register: the bits that software sets, table address and size. */
  static final long TAR_SW_BITS = 0x0000_ffff_ffff_800fL;

  /** In a table address register: the table's address. */
  static final long TAR_ADDRESS = 0x0000_ffff_ffff_8000L;

  /** Low byte of a split queue register when no transaction is outstanding. */
  static final int SPLIT_QUEUE_EMPTY = 0xff;

  private CalgaryRegisters() {}

  /** Table address register of a bridge: 64 bits. Writing it empties the bridge's TCE cache. */
  static int tableAddress(int bridge) {
    return 0x0580 + 8 * bridge;
  }

  /** Split queue of a bridge: 64 bits, the state of transactions not yet completed. */
  static int splitQueue(int bridge) {
    return 0x4870 + BLOCK_BYTES * bridge;
  }

  /** A register in a bridge's own block. */
  static int inBlock(int bridge, int register) {
    return 0x8000 + BLOCK_BYTES * bridge + register;
  }
}
