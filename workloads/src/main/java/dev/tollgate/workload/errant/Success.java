package dev.tollgate.workload.errant;

/**
 * Whether the harm that a strike did is the one that its attack is about: through the mapping it is
 * about, in the state it is about, to the bytes it is about. Other harm belongs to other attacks.
 */
final class Success {

  private Success() {}

  /** What came of the latest strike, as the attack sees it. */
  static Harm of(Attack attack, Scene scene) {
    Harm harm = scene.latest();
    return !harm.isDone() || isMeant(attack, scene, harm) ? harm : Harm.HARMLESS;
  }

  private static boolean isMeant(Attack attack, Scene scene, Harm harm) {
    int mapping = scene.struckMapping();
    if (attack.stage() == Attack.Stage.WILD) {
      return !scene.isLive(Words.page(scene.struckAddress()));
    }
    if (attack.stage() == Attack.Stage.ACROSS_DOMAINS) {
      return scene.guests().hasStruckOther();
    }
    if (!scene.wasMapped(mapping)) {
      return false;
    }
    int buffer = scene.mappings().buffer(mapping);
    boolean live = scene.isMapped(mapping);
    return switch (attack.stage()) {
      case AFTER_UNMAP -> !live && (harm == Harm.REWRITTEN || scene.hasStruck(buffer));
      case REASSIGNED -> !live;
      case OF_OTHERS -> live && scene.hasStruck(buffer);
      default -> live;
    };
  }
}
