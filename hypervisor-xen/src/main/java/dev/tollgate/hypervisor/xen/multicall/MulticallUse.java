package dev.tollgate.hypervisor.xen.multicall;

/** When a guest's list of calls becomes a multicall. */
public enum MulticallUse {
  /** Always, as the paper's Xen driver of Calgary did. */
  ALWAYS("always"),
  /** Unless it holds one call, which is then made directly, as Linux does today. */
  BYPASS_SINGLETON("bypass-singleton"),
  /** Never: each call is made directly. */
  NEVER("never");

  private final String id;

  MulticallUse(String id) {
    this.id = id;
  }

  /** The name used in parameters. */
  public String id() {
    return id;
  }
}
