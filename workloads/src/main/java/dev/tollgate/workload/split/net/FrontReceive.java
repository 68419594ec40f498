package dev.tollgate.workload.split.net;

import dev.tollgate.workload.net.NetworkStack;

/** The front end's half that receives, in one of the two ways of 2007. */
sealed interface FrontReceive permits CopyingFrontReceive, FlippingFrontReceive {

  /** Offers pages up to the target if enough are missing; true if the back end must be notified. */
  boolean refill();

  /** Whether packets wait to be handed up. */
  boolean hasWork();

  /** Asks for the next notification; true if there is work after all. */
  boolean awaitNext();

  /** Hands one packet up, if it came whole. */
  void receiveOne(NetworkStack stack);

  /** Takes all pages on offer back; the back end is gone. */
  void close();
}
