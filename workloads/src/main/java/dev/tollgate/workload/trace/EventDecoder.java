package dev.tollgate.workload.trace;

/** Reads the text of one family's events into a {@link KernelEvent}. */
interface EventDecoder {

  /**
   * Fills {@code event}, whose kind is set and whose other fields are reset, from the words of its
   * line; false if a word that the kind must have is missing or makes no sense.
   */
  boolean decode(FieldScanner words, byte[] line, KernelEvent event);
}
